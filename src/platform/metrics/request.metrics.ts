import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Histogram, Registry } from 'prom-client';

/** A route of Express; the router puts the one that took a request into it. */
interface Route {
  readonly path: unknown;
}

type Label = 'route' | 'method' | 'status' | 'held';

/** One combination of labels. */
type Observer = ReturnType<Histogram<Label>['labels']>;

/** What a client waits for without having asked for it; beyond the last it has long given up. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Clients may send any method; those that are not here are one. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Where no route was found, or the request was refused before one was looked for. */
const NO_ROUTE: Route = { path: 'none' };

const MS_PER_SECOND = 1_000;

const HELD = Symbol('held');

interface Marked {
  [HELD]?: boolean;
}

/** Notes that a request is held because its client wants that: how long it takes says nothing of the service. */
export function noteHeld(response: ServerResponse & Marked): void {
  response[HELD] = true;
}

/**
 * Counts and times requests by route, method and status. The hot path: labels are put together once for each combination
 * there is, a request costs two looks at a map and one observation.
 */
@Injectable()
export class RequestMetrics {
  /** By route, then by method, status and whether it was held, as one number. */
  private readonly observers = new Map<Route, Map<number, Observer>>();
  private readonly histogram: Histogram<Label>;

  constructor(registry: Registry) {
    this.histogram = new Histogram({
      name: 'factory_http_request_duration_seconds',
      help: 'From the arrival of a request until its answer was sent.',
      labelNames: ['route', 'method', 'status', 'held'],
      buckets: BUCKETS,
      registers: [registry],
    });
  }

  /** A request has come. */
  begin(request: IncomingMessage, response: ServerResponse & Marked): void {
    const begunMs = performance.now();
    response.on('close', () => {
      const seconds = (performance.now() - begunMs) / MS_PER_SECOND;
      // Where the client went before there was an answer, there is no status.
      const status = response.headersSent ? response.statusCode : 0;
      const { route = NO_ROUTE } = request as { readonly route?: Route };
      this.observer(route, METHODS.indexOf(request.method ?? ''), status, response[HELD] === true).observe(
        seconds,
      );
    });
  }

  private observer(route: Route, method: number, status: number, held: boolean): Observer {
    const ofRoute = this.observers.get(route) ?? new Map<number, Observer>();
    const key = (status * (METHODS.length + 1) + method + 1) * 2 + Number(held);
    const known = ofRoute.get(key);
    if (known !== undefined) return known;
    const made = this.histogram.labels({
      route: typeof route.path === 'string' ? route.path : 'none',
      method: METHODS[method] ?? 'other',
      status: status === 0 ? 'none' : String(status),
      held: held ? 'yes' : 'no',
    });
    ofRoute.set(key, made);
    this.observers.set(route, ofRoute);
    return made;
  }
}
