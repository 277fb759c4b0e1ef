import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { type HealthCheck, HealthChecks, type Probe } from './health.checks.js';

/** A probe that is not answered soon counts as failed where it was asked; so a check that takes longer has failed. */
const CHECK_DEADLINE_MS = 1_000;

/** What a probe is answered. */
export interface HealthReport {
  readonly status: 200 | 503;
  readonly body: object;
}

/** Answers probes from the checks that the rooms of this process registered. */
@Injectable()
export class HealthService {
  constructor(
    private readonly terminus: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly checks: HealthChecks,
  ) {}

  /** Runs a probe's checks; never rejects. */
  async report(probe: Probe): Promise<HealthReport> {
    if (probe === 'ready' && this.checks.shuttingDown)
      return { status: 503, body: { status: 'shutting_down' } };
    try {
      const indicators = this.checks.of(probe).map((check) => () => this.indicate(check));
      return { status: 200, body: await this.terminus.check(indicators) };
    } catch (error) {
      const response =
        error instanceof ServiceUnavailableException ? error.getResponse() : { status: 'error' };
      return { status: 503, body: typeof response === 'string' ? { status: response } : response };
    }
  }

  private async indicate({ name, check }: HealthCheck): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(name);
    try {
      await withDeadline(check());
      return indicator.up();
    } catch (error) {
      return indicator.down({ message: error instanceof Error ? error.message : 'failed' });
    }
  }
}

async function withDeadline(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${CHECK_DEADLINE_MS} ms`)),
      CHECK_DEADLINE_MS,
    );
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
