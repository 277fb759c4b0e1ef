import { Injectable } from '@nestjs/common';
import { Settings } from '../../../platform/config/index.js';
import { type StepContext, systemClock } from '../../../workflow/index.js';
import { carSettings } from '../cars.settings.js';
import { BUILD_SHARES } from '../cars.contract.js';

/** Work is done in slices of at most this length: as often it tells how far it is and heeds its signal. */
const SLICE_MS = 100;

/** The machines of the factory: what they do takes its time, can be watched, and can be stopped. */
@Injectable()
export class AssemblyLine {
  private readonly buildMs: number;

  constructor(settings: Settings) {
    this.buildMs = settings.of(carSettings).CAR_BUILD_SECONDS * 1000;
  }

  /** Works on a step for its share of the build. Errors: the signal's reason once that fires. */
  async work(step: keyof typeof BUILD_SHARES, context: StepContext<unknown, unknown>): Promise<void> {
    const totalMs = this.buildMs * BUILD_SHARES[step];
    const slices = Math.ceil(totalMs / SLICE_MS);
    for (let slice = 1; slice <= slices; slice += 1) {
      await systemClock.sleep(totalMs / slices, context.signal);
      context.signal.throwIfAborted();
      context.progress(slice / slices);
    }
  }
}
