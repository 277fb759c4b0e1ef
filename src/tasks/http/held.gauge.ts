import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauges } from '../../platform/metrics/index.js';
import { HeldRequests } from './held-requests.js';

/** Tells how many requests the process holds. */
@Injectable()
export class HeldGauge implements OnModuleInit {
  constructor(
    private readonly gauges: Gauges,
    private readonly held: HeldRequests,
  ) {}

  onModuleInit(): void {
    this.gauges.add({
      name: 'factory_http_held_requests',
      help: 'Requests that are held now: waits and event streams.',
      label: 'sort',
      read: () => new Map((['wait', 'stream'] as const).map((sort) => [sort, this.held.countOf(sort)])),
    });
  }
}
