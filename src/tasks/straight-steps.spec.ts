import { isStraight, straightSteps, straightText } from './straight-steps.js';
import { decodeSteps } from './steps.js';
import type { TaskStep } from './task-step.js';

const step = (
  name: string,
  startedAfterMs: number | undefined,
  endedAfterMs: TaskStep['endedAfterMs'],
): TaskStep => ({ name, status: 'finished', attempts: 1, startedAfterMs, endedAfterMs });

const STRAIGHT = [
  step('reserve_parts', 7, 1_007),
  step('assemble', 1_007, 1_082),
  step('paint', 1_082, 'now'),
];
const changed = (place: number, change: Partial<TaskStep>): readonly TaskStep[] =>
  STRAIGHT.map((one, n) => (n === place ? { ...one, ...change } : one));

describe('steps that went straight', () => {
  it('are their names and what all but the last took', () => {
    expect(straightText(STRAIGHT, 7)).toBe('=reserve_parts,assemble,paint:1000,75');
    expect(straightText([step('read', 3, 'now')], 3)).toBe('=read:');
  });

  it.each([
    ['three', STRAIGHT, 7, 1_100],
    ['one', [step('read', 0, 'now')], 0, 0],
    ['some that took no time', [step('a', 5, 5), step('b', 5, 'now')], 5, 5],
  ])('are read as they were: %s', (_, steps, startedAfterMs, nowAfterMs) => {
    const text = straightText(steps, startedAfterMs) ?? '';
    expect(isStraight(text)).toBe(true);
    const read = steps.map((one, n) => (n === steps.length - 1 ? { ...one, endedAfterMs: nowAfterMs } : one));
    expect(straightSteps(text, startedAfterMs, nowAfterMs)).toEqual(read);
    expect(decodeSteps(text, nowAfterMs, startedAfterMs)).toEqual(read);
  });
});

describe('steps that did not go straight', () => {
  it.each([
    ['the first began later than its task', STRAIGHT, 6],
    ['nobody knows when the task began', STRAIGHT, undefined],
    ['one began after the one before it had ended', changed(1, { startedAfterMs: 1_008 }), 7],
    ['one was tried again', changed(1, { attempts: 2 }), 7],
    ['one did not finish', changed(1, { status: 'undone' }), 7],
    ['one has no end', changed(0, { endedAfterMs: undefined }), 7],
    ['the last ended before now', changed(2, { endedAfterMs: 1_083 }), 7],
    ['there are none', [], 7],
  ])('have no such text: %s', (_, steps, startedAfterMs) => {
    expect(straightText(steps, startedAfterMs)).toBeUndefined();
  });

  it('have a text that is not taken for one', () => {
    expect(isStraight('reserve_parts:n')).toBe(false);
  });
});
