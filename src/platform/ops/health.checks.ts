import { Injectable } from '@nestjs/common';

/** What a probe asks: `live`, whether the process should go on at all; `ready`, whether it should get work now. */
export type Probe = 'live' | 'ready';

/** One thing that must be well. */
export interface HealthCheck {
  readonly name: string;
  readonly probe: Probe;
  /** Rejects, saying why, when it is not. */
  readonly check: () => Promise<void>;
}

/** Where the rooms of a process register what must be well with them. */
@Injectable()
export class HealthChecks {
  private readonly checks: HealthCheck[] = [];
  private closing = false;

  /** Adds a check. */
  add(check: HealthCheck): void {
    this.checks.push(check);
  }

  /** Turns the process unready for good: it is shutting down. */
  shutdown(): void {
    this.closing = true;
  }

  get shuttingDown(): boolean {
    return this.closing;
  }

  of(probe: Probe): readonly HealthCheck[] {
    return this.checks.filter((check) => check.probe === probe);
  }
}
