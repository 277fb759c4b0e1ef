import { decodeSteps, encodeSteps, freshSteps, stampedSteps } from './steps.js';
import type { TaskStep } from './task-step.js';

const half: readonly TaskStep[] = [
  { name: 'reserve_parts', status: 'finished', attempts: 1, startedAfterMs: 5, endedAfterMs: 4000 },
  { name: 'assemble', status: 'in progress', attempts: 2, startedAfterMs: 4000, endedAfterMs: undefined },
  { name: 'paint', status: 'not started', attempts: 0, startedAfterMs: undefined, endedAfterMs: undefined },
];

describe('the stored form of steps', () => {
  it('is short enough for the compact form of a Redis hash', () => {
    expect(encodeSteps(half)).toBe('reserve_parts:f:1:5:4000,assemble:i:2:4000:,paint:n');
  });

  it('comes back as it was written', () => {
    expect(decodeSteps(encodeSteps(half))).toEqual(half);
  });

  it('leaves a mark where the time of Redis is meant', () => {
    expect(encodeSteps([{ ...freshSteps(['paint'])[0], startedAfterMs: 'now' } as TaskStep])).toBe(
      'paint:n:0:@:',
    );
  });

  it('have the time of Redis where they say now, and nowhere else', () => {
    const [a, b] = freshSteps(['a', 'b']) as [TaskStep, TaskStep];
    const written: TaskStep[] = [
      { ...a, status: 'finished', startedAfterMs: 3, endedAfterMs: 'now' },
      { ...b, status: 'in progress', startedAfterMs: 'now' },
    ];
    const stamped = stampedSteps(written, 17);
    expect(stamped).toEqual(decodeSteps(encodeSteps(written), 17));
    expect(stamped.map(({ startedAfterMs, endedAfterMs }) => [startedAfterMs, endedAfterMs])).toEqual([
      [3, 17],
      [17, undefined],
    ]);
  });

  it('have a time of their own also where they were begun and given back', () => {
    for (const nowAfterMs of [5, 60_000]) {
      expect(decodeSteps('a:i:0:@:,b:n', nowAfterMs)[0]?.startedAfterMs).toBe(nowAfterMs);
    }
  });

  it('refuses a text that no writer of ours wrote', () => {
    expect(() => decodeSteps('paint:?')).toThrow(/can't be read/);
  });
});
