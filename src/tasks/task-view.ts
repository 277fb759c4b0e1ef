import { type Circumstances, circumstancesOf } from './circumstances.js';
import { fieldsOf, taskOf } from './task-record.js';
import type { Task } from './task.js';

/** A task as a moment shows it, with what an estimate needs. */
export interface TaskView {
  readonly task: Task;
  readonly around: Circumstances;
  /** Epoch milliseconds by Redis' clock when it was read. */
  readonly nowMs: number;
}

/** Between the parts of a view as scripts answer it; see lua/view.lua. */
export const PART = '\u0001';

/** Reads a view of a task in one of so many partitions. */
export function viewOf(id: number, text: string, partitions: number): TaskView {
  const [now = '', ahead = '', workers = '', kind = '', record = ''] = text.split(PART);
  const around = circumstancesOf([Number(ahead), Number(workers), kind], partitions);
  return { task: taskOf(id, fieldsOf(record.split('\0'))), around, nowMs: Number(now) };
}
