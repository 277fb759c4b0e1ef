import type { Task, TaskStep } from '../../src/tasks/index.js';

/** The steps of a task that was begun, as they are when each took so many milliseconds, one right after the other, and the last ends now. */
export function wentStraight(task: Task, tookMs: readonly number[] = []): readonly TaskStep[] {
  let beganMs = (task.startedMs ?? task.createdMs) - task.createdMs;
  return task.steps.map(({ name }, place) => {
    const startedAfterMs = beganMs;
    beganMs += tookMs[place] ?? 5;
    const isLast = place === task.steps.length - 1;
    return { name, status: 'finished', attempts: 1, startedAfterMs, endedAfterMs: isLast ? 'now' : beganMs };
  });
}
