import { isStraight, straightSteps } from './straight-steps.js';
import type { StepStatus, StepTime, TaskStep } from './task-step.js';

const CODES: Readonly<Record<StepStatus, string>> = {
  'not started': 'n',
  'in progress': 'i',
  finished: 'f',
  failed: 'x',
  undone: 'u',
};

const STATUSES: ReadonlyMap<string, StepStatus> = new Map(
  (Object.keys(CODES) as StepStatus[]).map((status) => [CODES[status], status]),
);

/** Stands in a record for the time at which it was written, see lua/record.lua: most times are that once. */
const NOW = '@';

/** The text of steps that nobody has touched yet, by their names: a kind's is the same for every order. */
const freshTexts = new WeakMap<readonly string[], string>();

/** The steps of a task nobody has touched yet, as `encodeSteps` writes them. */
export function freshText(names: readonly string[]): string {
  const known = freshTexts.get(names);
  if (known !== undefined) return known;
  const text = names.map((name) => `${name}:${CODES['not started']}`).join(',');
  freshTexts.set(names, text);
  return text;
}

/** The steps of a task nobody has touched yet; the same for the same names. */
export function freshSteps(names: readonly string[]): readonly TaskStep[] {
  return decodeSteps(freshText(names));
}

/**
 * Writes steps as `reserve_parts:f:1:5:4000,assemble:i:1:4000:,paint:n`: some 60 bytes, where JSON would
 * take the record out of Redis' compact form. Scripts read and change this text too.
 */
export function encodeSteps(steps: readonly TaskStep[]): string {
  let text = '';
  for (const { name, status, attempts, startedAfterMs, endedAfterMs } of steps) {
    if (text !== '') text += ',';
    text += `${name}:${CODES[status]}`;
    if (attempts > 0 || startedAfterMs !== undefined || endedAfterMs !== undefined)
      text += `:${attempts}:${time(startedAfterMs)}:${time(endedAfterMs)}`;
  }
  return text;
}

function time(value: StepTime): string {
  if (value === undefined) return '';
  return value === 'now' ? NOW : String(value);
}

/** The steps as Redis has them once they are written: now is so many milliseconds after the task was created. */
export function stampedSteps(steps: readonly TaskStep[], afterMs: number): readonly TaskStep[] {
  // Not by map, here and in readSteps: what that makes has another hidden class later; see docs/decisions/0024.
  const stamped: TaskStep[] = [];
  for (const step of steps) stamped.push(stampedStep(step, afterMs));
  return stamped;
}

function stampedStep(step: TaskStep, afterMs: number): TaskStep {
  const { name, status, attempts, startedAfterMs, endedAfterMs } = step;
  if (startedAfterMs !== 'now' && endedAfterMs !== 'now') return step;
  return {
    name,
    status,
    attempts,
    startedAfterMs: startedAfterMs === 'now' ? afterMs : startedAfterMs,
    endedAfterMs: endedAfterMs === 'now' ? afterMs : endedAfterMs,
  };
}

/** More texts of untouched steps than a service has kinds, in versions that differ for as long as a task takes. */
const MAX_REMEMBERED = 64;

/** Untouched steps by their text: those of a kind are read with each of its tasks that waits. */
const untouched = new Map<string, readonly TaskStep[]>();

/**
 * Reads what encodeSteps or straightText wrote. `nowAfterMs` is when it was written, and `startedAfterMs` when the task was begun, in
 * milliseconds after it was created; undefined where that is not known, as of steps that nobody has touched.
 *
 * Errors: throws on a step of which encodeSteps can't have written the text.
 */
export function decodeSteps(text: string, nowAfterMs?: number, startedAfterMs?: number): readonly TaskStep[] {
  if (isStraight(text)) return straightSteps(text, startedAfterMs, nowAfterMs);
  const known = untouched.get(text);
  if (known !== undefined) return known;
  const steps = readSteps(text, nowAfterMs);
  // One that was begun and given back has no tries either, but a time.
  if (steps[0]?.status !== 'not started') return steps;
  if (untouched.size >= MAX_REMEMBERED) untouched.clear();
  untouched.set(text, steps);
  return steps;
}

function readSteps(text: string, nowAfterMs: number | undefined): readonly TaskStep[] {
  const steps: TaskStep[] = [];
  for (const entry of text.split(',')) {
    const [name = '', code = '', attempts = '', started = '', ended = ''] = entry.split(':');
    const status = STATUSES.get(code);
    if (status === undefined) throw new Error(`a record holds steps that can't be read: ${text}`);
    steps.push({
      name,
      status,
      attempts: Number(attempts),
      startedAfterMs: started === NOW ? nowAfterMs : ms(started),
      endedAfterMs: ended === NOW ? nowAfterMs : ms(ended),
    });
  }
  return steps;
}

function ms(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}
