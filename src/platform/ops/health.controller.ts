import { Controller, Get } from '@nestjs/common';
import { HttpAnswer, Public } from '../http/index.js';
import type { Probe } from './health.checks.js';
import { ReadHealth } from './health.operation.js';
import { HealthService } from './health.service.js';

/** Probes of an API process, for load balancers and orchestrators. */
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** 200 while the process should go on, 503 when it should be started anew. */
  @Get('live')
  @Public()
  @ReadHealth('live')
  live(): Promise<HttpAnswer> {
    return this.answer('live');
  }

  /** 200 while it should get requests, 503 while Redis is away or the process shuts down. */
  @Get('ready')
  @Public()
  @ReadHealth('ready')
  ready(): Promise<HttpAnswer> {
    return this.answer('ready');
  }

  private async answer(probe: Probe): Promise<HttpAnswer> {
    const { status, headers, word } = await this.health.report(probe);
    return new HttpAnswer(status, headers, JSON.stringify({ status: word }));
  }
}
