import type { TaskStep } from './task-step.js';

/** Begins the text of steps that went straight. */
const STRAIGHT = '=';

/**
 * Writes the steps of a task that finishes now as `=reserve_parts,assemble,paint:1000,75`, their names and how many milliseconds all but the
 * last took; undefined where one was tried again, or began later than the one before it ended (the first: than the task began). Scripts read
 * this text too, and keep a number in place of the names; see lua/plans.lua.
 */
export function straightText(
  steps: readonly TaskStep[],
  startedAfterMs: number | undefined,
): string | undefined {
  let [names, took, beganAfterMs] = ['', '', startedAfterMs];
  for (const [place, step] of steps.entries()) {
    const { name, status, attempts, endedAfterMs } = step;
    if (status !== 'finished' || attempts !== 1 || step.startedAfterMs !== beganAfterMs) return undefined;
    names += place === 0 ? name : `,${name}`;
    if (place === steps.length - 1) return endedAfterMs === 'now' ? `${STRAIGHT}${names}:${took}` : undefined;
    if (typeof endedAfterMs !== 'number' || beganAfterMs === undefined) return undefined;
    took += `${place === 0 ? '' : ','}${endedAfterMs - beganAfterMs}`;
    beganAfterMs = endedAfterMs;
  }
  return undefined;
}

/** Whether a text of steps is one that `straightText` wrote. */
export function isStraight(text: string): boolean {
  return text.startsWith(STRAIGHT);
}

/** Reads what `straightText` wrote, of a task that was begun and has ended so many milliseconds after it was created. */
export function straightSteps(
  text: string,
  startedAfterMs: number | undefined,
  endedAfterMs: number | undefined,
): readonly TaskStep[] {
  const [names = '', took = ''] = text.slice(STRAIGHT.length).split(':');
  const each = took.split(',');
  const steps: TaskStep[] = [];
  let beganAfterMs = startedAfterMs ?? 0;
  for (const name of names.split(',')) {
    const ms = each[steps.length];
    const ended = ms === undefined || ms === '' ? endedAfterMs : beganAfterMs + Number(ms);
    steps.push({
      name,
      status: 'finished',
      attempts: 1,
      startedAfterMs: beganAfterMs,
      endedAfterMs: ended,
    });
    beganAfterMs = ended ?? beganAfterMs;
  }
  return steps;
}
