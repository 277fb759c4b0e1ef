import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HealthChecks } from './health.checks.js';

/** How long a turn of the event loop is looked at before it is judged anew. */
const WINDOW_MS = 1_000;

/** Every answer waits for the turns before it; when half of them take this long, others serve better. */
const MAX_DELAY_MS = 200;

/** Beyond this share of its limit the heap is collected ever more often, until the process dies. */
const MAX_HEAP_SHARE = 0.9;

const NANOSECONDS = 1e6;

/**
 * Turns a process unready while its event loop lags or its heap is nearly full, so that a balancer spares it until it has
 * caught up.
 */
@Injectable()
export class LoadGuard implements OnModuleInit, OnApplicationShutdown {
  /** Milliseconds that half of the turns were late by, in the last window. */
  private lateMs = 0;
  private readonly histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: 10 });
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly checks: HealthChecks) {}

  onModuleInit(): void {
    this.histogram.enable();
    this.timer = setInterval(() => this.judge(), WINDOW_MS).unref();
    this.checks.add({ name: 'event-loop', probe: 'ready', check: async () => this.checkLoop() });
    this.checks.add({ name: 'heap', probe: 'ready', check: async () => checkHeap(getHeapStatistics()) });
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.histogram.disable();
  }

  private judge(): void {
    this.lateMs = this.histogram.percentile(50) / NANOSECONDS;
    this.histogram.reset();
  }

  private checkLoop(): void {
    if (this.lateMs > MAX_DELAY_MS) throw new Error(`the event loop is ${Math.round(this.lateMs)} ms late`);
  }
}

/** Errors: throws when a heap is nearly full. */
export function checkHeap(heap: { readonly used_heap_size: number; readonly heap_size_limit: number }): void {
  const share = heap.used_heap_size / heap.heap_size_limit;
  if (share > MAX_HEAP_SHARE) throw new Error(`the heap is ${Math.round(share * 100)} % full`);
}
