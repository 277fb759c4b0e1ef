import { appendFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../../../src/platform/config/index.js';
import type { StepContext } from '../../../../src/workflow/index.js';
import { noteSettings } from '../notes.settings.js';

/** What a step tells of itself. */
export type EffectMoment = 'begin' | 'end' | 'undo' | 'undone';

/**
 * Logs what steps do into a file that all workers share, as JSON lines: a witness that Redis, and whatever happens to
 * it, can't change. Each line is on its way to the file before the step goes on, so a killed worker's are there.
 */
@Injectable()
export class EffectsLog {
  private readonly path: string;

  constructor(settings: Settings) {
    this.path = settings.of(noteSettings).NOTES_EFFECTS;
  }

  /** Says what a step does now. Units: `at` in the line is milliseconds since the epoch. */
  tell(step: string, moment: EffectMoment, { uid, taskId, attempt }: StepContext<unknown, unknown>): void {
    if (this.path === '') return;
    const line = { at: Date.now(), pid: process.pid, uid, task: taskId, step, moment, attempt };
    // One write in append mode: lines of several processes never mix.
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}
