import type { Express } from 'express';

interface Route {
  readonly segments: readonly string[];
  readonly methods: readonly string[];
}

/**
 * The paths of this service and the methods each takes, read from Express once all routes are there.
 * Understands the paths this service uses: plain segments and `:parameters`.
 */
export class RouteTable {
  private routes: readonly Route[] = [];

  /** Reads the routes; called once, after the application was initialised. */
  read(app: Express): void {
    this.routes = app.router.stack.flatMap(({ route }) =>
      route === undefined ? [] : [{ segments: segmentsOf(route.path), methods: methodsOf(route) }],
    );
  }

  /** The methods a path takes, HEAD and OPTIONS included; none where there is no such path. */
  allowed(path: string): readonly string[] {
    const segments = segmentsOf(path);
    const methods = new Set(
      this.routes.filter((route) => matches(route, segments)).flatMap((route) => route.methods),
    );
    if (methods.has('GET')) methods.add('HEAD');
    if (methods.size > 0) methods.add('OPTIONS');
    return [...methods];
  }

  /** True where a path takes a method. */
  takes(method: string, path: string): boolean {
    return this.allowed(path).includes(method);
  }
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function methodsOf(route: object): string[] {
  const methods: unknown = 'methods' in route ? route.methods : {};
  return Object.keys(methods ?? {}).map((method) => method.toUpperCase());
}

function matches({ segments }: Route, path: readonly string[]): boolean {
  return (
    segments.length === path.length &&
    segments.every((segment, index) => segment.startsWith(':') || segment === path[index]?.toLowerCase())
  );
}
