import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { type HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { EventLogger } from '../logging/index.js';
import { HealthChecks, type Probe } from './health.checks.js';

/** A probe that is not answered soon counts as failed where it was asked; so a check that takes longer has failed. */
const CHECK_DEADLINE_MS = 1_000;

/** What a probe is answered. */
export interface HealthReport {
  readonly status: 200 | 503;
  /** The whole in a word, which is all that clients are told. */
  readonly word: 'ok' | 'error' | 'shutting_down';
  readonly headers: Readonly<Record<string, string>>;
  /** JSON: terminus' result, with what is up and what is down and why. */
  readonly body: string;
}

/** What a process begins with, alive and not yet ready: neither is a change that somebody need hear of. */
const FIRST: Readonly<Record<Probe, HealthReport['status']>> = { live: 200, ready: 503 };

/** Answers probes from the checks that the rooms of this process registered, and logs when an answer changes. */
@Injectable()
export class HealthService {
  private readonly last = new Map<Probe, HealthReport['status']>();

  constructor(
    private readonly terminus: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly checks: HealthChecks,
    private readonly log: EventLogger,
  ) {}

  /** Runs a probe's checks, all at once; a check that throws is one that is down. */
  async report(probe: Probe): Promise<HealthReport> {
    if (probe === 'ready' && this.checks.shuttingDown) return reportOf(503, 'shutting_down');
    const result = await this.run(probe);
    const down = Object.keys(result.error ?? {});
    const status = down.length === 0 ? 200 : 503;
    if (status !== (this.last.get(probe) ?? FIRST[probe])) this.announce(probe, status, result);
    this.last.set(probe, status);
    // While it shuts down a process is unready, but alive: terminus knows no difference between the two.
    return reportOf(status, status === 200 ? 'ok' : 'error', result);
  }

  private async run(probe: Probe): Promise<HealthCheckResult> {
    const attempts = this.checks.of(probe).map(({ name, check }) =>
      this.indicators
        .check(name)
        .attempt(() => check())
        .withTimeout(CHECK_DEADLINE_MS),
    );
    try {
      return await this.terminus.check(attempts);
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }

  private announce(probe: Probe, status: HealthReport['status'], { error }: HealthCheckResult): void {
    if (status === 200) this.log.info('health.up', { probe });
    else this.log.warn('health.down', { probe, checks: error });
  }
}

function reportOf(
  status: HealthReport['status'],
  word: HealthReport['word'],
  result: object = {},
): HealthReport {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };
  return {
    status,
    word,
    headers: status === 200 ? headers : { ...headers, 'Retry-After': '1' },
    body: JSON.stringify({ ...result, status: word }),
  };
}
