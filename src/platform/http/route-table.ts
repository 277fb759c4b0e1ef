import type { Express } from 'express';
import { OFFERS } from './offers.decorator.js';
import { PUBLIC } from './public.decorator.js';
import type { RouteLayer } from './route-layer.js';
import { JSON_TYPE } from './media-types.js';

/** A route, and the methods that it takes. */
interface Known {
  readonly layer: RouteLayer;
  readonly methods: readonly string[];
}

/**
 * Which methods each path takes and what it answers in, asked from Express' own routes, so that what it says is what the router does.
 * Asked only where a request is out of the ordinary or has a body: it tries all routes.
 */
export class RouteTable {
  private routes: readonly Known[] = [];
  private withoutJson: readonly RouteLayer[] = [];

  /** Reads the routes; called once, after the application was initialised. */
  read(app: Express): void {
    const layers = app.router.stack as unknown as readonly RouteLayer[];
    const routes = layers.filter(({ route }) => route !== undefined);
    this.routes = routes.map((layer) => ({ layer, methods: methodsOf(layer) }));
    this.withoutJson = routes.filter((layer) => !offersOf(layer).includes(JSON_TYPE));
  }

  /** The methods a path takes, HEAD and OPTIONS included; none where there is no such path. `*` stands for all paths. */
  allowed(path: string): readonly string[] {
    const routes = this.routes.filter(({ layer }) => path === '*' || matches(layer, path));
    const methods = new Set(routes.flatMap((route) => route.methods));
    if (methods.size > 0) methods.add('OPTIONS');
    return [...methods];
  }

  /** True where a path takes a method, OPTIONS left aside. */
  takes(method: string, path: string): boolean {
    return this.find(method, path) !== undefined;
  }

  /** The media types that a path answers a method in; none where it does not take it. */
  offers(method: string, path: string): readonly string[] {
    const layer = this.find(method, path);
    return layer === undefined ? [] : offersOf(layer);
  }

  /** True where a path may answer in something else than JSON alone; asked with every request, so only those few are tried. */
  mayLackJson(path: string): boolean {
    return this.withoutJson.some((layer) => matches(layer, path));
  }

  /** True where nobody needs to say who asks: at public handlers, and where there is no handler at all. */
  isPublic(method: string, path: string): boolean {
    const layer = this.find(method, path);
    return layer === undefined || declared(layer, PUBLIC).includes(true);
  }

  private find(method: string, path: string): RouteLayer | undefined {
    return this.routes.find(({ layer, methods }) => methods.includes(method) && matches(layer, path))?.layer;
  }
}

/** The media types of a route. */
function offersOf(layer: RouteLayer): readonly string[] {
  return (declared(layer, OFFERS).find(Array.isArray) as readonly string[] | undefined) ?? [JSON_TYPE];
}

/** What its handlers declare by a decorator. */
function declared({ route }: RouteLayer, key: symbol): readonly unknown[] {
  return route?.stack.map(({ handle }) => Reflect.getMetadata(key, handle) as unknown) ?? [];
}

function methodsOf({ route }: RouteLayer): readonly string[] {
  const methods = Object.keys(route?.methods ?? {}).map((method) => method.toUpperCase());
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

function matches(layer: RouteLayer, path: string): boolean {
  try {
    return Boolean(layer.match(path));
  } catch {
    // The router meets the same error and reports it.
    return false;
  }
}
