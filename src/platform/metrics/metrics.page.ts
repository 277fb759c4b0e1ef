import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';

/** All metrics of the process as Prometheus reads them. */
@Injectable()
export class MetricsPage {
  constructor(private readonly registry: Registry) {}

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
