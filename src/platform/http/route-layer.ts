import type { RequestHandler } from 'express';

/** A layer of Express' router, as far as it is needed here: middleware, or a route with its handlers. */
export interface RouteLayer {
  readonly handle: RequestHandler;
  readonly route?: {
    readonly path: unknown;
    readonly methods: Readonly<Record<string, boolean>>;
    /** Nest gives each handler the metadata of the method it stands for. */
    readonly stack: readonly { readonly handle: RequestHandler; readonly method?: string }[];
  };
  /** False, or what matched. Errors: throws URIError for a path that can't be decoded. */
  readonly match: (path: string) => false | { readonly params: Record<string, string> };
}
