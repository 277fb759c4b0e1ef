import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import { EventLogger, type FieldOf } from '../logging/index.js';
import { COUNTED, LOG_EVENTS, TIMED } from './measured-events.js';

type Measure = (field: FieldOf) => void;

/** Levels of events that should not happen. */
const TROUBLES: ReadonlySet<string> = new Set(['warn', 'error']);

const MS_PER_SECOND = 1_000;

/**
 * Makes metrics from the events that are logged, whether or not their level is: so whoever has something to tell tells it
 * once, and knows nothing of metrics. `measured-events.ts` says which event counts for what.
 */
@Injectable()
export class EventMetrics {
  private readonly measures = new Map<string, Measure[]>();

  constructor(
    private readonly registry: Registry,
    log: EventLogger,
  ) {
    for (const counted of COUNTED) this.count(counted);
    for (const timed of TIMED) this.time(timed);
    const troubles = new Counter({ ...LOG_EVENTS, registers: [registry] });
    log.onEvent((level, event, field) => {
      if (TROUBLES.has(level)) troubles.inc({ level, event });
      for (const measure of this.measures.get(event) ?? []) measure(field);
    });
  }

  private count({ name, help, labelNames, events, amount = '' }: (typeof COUNTED)[number]): void {
    const counter = new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
    for (const [event, fixed] of Object.entries(events)) {
      this.add(event, (of) => {
        const count = of(amount);
        counter.inc(Object.assign(labelsOf(labelNames, of), fixed), typeof count === 'number' ? count : 1);
      });
    }
  }

  private time({ name, help, labelNames, event, field, buckets }: (typeof TIMED)[number]): void {
    const options = { name, help, labelNames: [...labelNames], buckets: [...buckets] };
    const histogram = new Histogram({ ...options, registers: [this.registry] });
    this.add(event, (of) => {
      const ms = of(field);
      if (typeof ms === 'number') histogram.observe(labelsOf(labelNames, of), ms / MS_PER_SECOND);
    });
  }

  private add(event: string, measure: Measure): void {
    this.measures.set(event, [...(this.measures.get(event) ?? []), measure]);
  }
}

function labelsOf(names: readonly string[], of: FieldOf): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const name of names) labels[name] = textOf(of(name));
  return labels;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
