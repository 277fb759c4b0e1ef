import { readFileSync } from 'node:fs';
import { hasEnded, TASK_STATUSES, TRANSITIONS } from './task.js';

const lua = (name: string): string => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');

describe('the transition table', () => {
  it('names every state', () => {
    expect(Object.keys(TRANSITIONS).toSorted()).toEqual([...TASK_STATUSES].toSorted());
  });

  it('lets nothing leave the end states, and only those are ends', () => {
    expect(TASK_STATUSES.filter(hasEnded)).toEqual(['finished', 'failed', 'cancelled']);
  });

  it('never leads back: from no state can it be reached again', () => {
    const reachable = (from: (typeof TASK_STATUSES)[number]): string[] =>
      TRANSITIONS[from].flatMap((to) => [to, ...reachable(to)]);
    for (const status of TASK_STATUSES) expect(reachable(status)).not.toContain(status);
  });

  it('allows every move that a script makes', () => {
    const moves = (script: string): readonly string[] => [
      ...new Set(lua(script).match(/\btask\.status(?:, task[.\w]+)* = ['\w]+/g)),
    ];
    // One that need not wait is both at once.
    expect(lua('create')).toMatch(/status = 'queued',[^]* begin\(task,/);
    expect(moves('begin')).toEqual(["task.status = 'active'"]);
    expect(lua('grant')).toMatch(/= begin\(task,/);
    expect(TRANSITIONS.queued).toContain('active');
    expect(moves('cancel')).toEqual(["task.status = 'cancelled'"]);
    expect(TRANSITIONS.queued).toContain('cancelled');
    // held() lets only active tasks through.
    expect(moves('end')).toEqual(['task.status, task.lease, task.pickups = status']);
    expect(TRANSITIONS.active).toEqual(['finished', 'failed', 'cancelled']);
  });
});
