import { Injectable } from '@nestjs/common';
import { Gauge as PrometheusGauge, Registry } from 'prom-client';

/** A figure that goes up and down; looked up when somebody asks for the metrics, and costs nothing until then. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  /** What tells its values apart, where it has several. */
  readonly label?: string;
  /** The figure, or that of each value of the label; never one that a client can choose. */
  readonly read: () => number | ReadonlyMap<string, number>;
}

/** Where the rooms of a process register their gauges. */
@Injectable()
export class Gauges {
  constructor(private readonly registry: Registry) {}

  /** Adds a gauge. Errors: throws when the name is taken. */
  add({ name, help, label = '', read }: Gauge): void {
    const registered = new PrometheusGauge({
      name,
      help,
      labelNames: label === '' ? [] : [label],
      registers: [this.registry],
      collect: () => {
        const found = read();
        registered.reset();
        if (typeof found === 'number') registered.set(found);
        else for (const [value, figure] of found) registered.set({ [label]: value }, figure);
      },
    });
  }
}
