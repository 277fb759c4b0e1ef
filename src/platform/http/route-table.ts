import type { Express } from 'express';
import { OFFERS } from './offers.decorator.js';
import { PUBLIC } from './public.decorator.js';

/** A layer of Express' router, as far as it is needed here. */
interface RouteLayer {
  readonly route?: {
    readonly methods: Readonly<Record<string, boolean>>;
    /** Nest gives each handler the metadata of the method it stands for. */
    readonly stack: readonly { readonly handle: object }[];
  };
  /** False, or what matched. Errors: throws URIError for a path that can't be decoded. */
  readonly match: (path: string) => unknown;
}

/** What handlers answer in unless they say otherwise (see Offers). */
const JSON_TYPE = 'application/json';

/**
 * Which methods each path takes and what it answers in, asked from Express' own routes, so that what it says is what the router does.
 * Asked only where a request is out of the ordinary or has a body: it tries all routes.
 */
export class RouteTable {
  private routes: readonly RouteLayer[] = [];
  private withoutJson: readonly RouteLayer[] = [];

  /** Reads the routes; called once, after the application was initialised. */
  read(app: Express): void {
    const layers = app.router.stack as unknown as readonly RouteLayer[];
    this.routes = layers.filter(({ route }) => route !== undefined);
    this.withoutJson = this.routes.filter((layer) => !offersOf(layer).includes(JSON_TYPE));
  }

  /** The methods a path takes, HEAD and OPTIONS included; none where there is no such path. `*` stands for all paths. */
  allowed(path: string): readonly string[] {
    const layers = this.routes.filter((layer) => path === '*' || matches(layer, path));
    const methods = new Set(layers.flatMap((layer) => methodsOf(layer)));
    if (methods.size > 0) methods.add('OPTIONS');
    return [...methods];
  }

  /** True where a path takes a method. */
  takes(method: string, path: string): boolean {
    return this.allowed(path).includes(method);
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
    return this.routes.find((one) => matches(one, path) && methodsOf(one).includes(method));
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
