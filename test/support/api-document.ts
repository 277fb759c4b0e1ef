import { createApi } from '../../src/api.process.js';
import { ApiDocument } from '../../src/platform/docs/index.js';
import type { Resource } from '../../src/tasks/index.js';

/** JSON of the document. */
export type Json = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Json }[];
  readonly responses: Readonly<Record<string, ResponseOf>>;
}

export interface ResponseOf {
  readonly description: string;
  readonly headers: Json;
  readonly content?: Readonly<Record<string, MediaType>>;
  readonly links?: Readonly<Record<string, { readonly operationId: string; readonly parameters: Json }>>;
}

export interface MediaType {
  readonly schema?: Json;
  readonly examples?: Readonly<Record<string, Example>>;
}

/** An example, or the way to it. */
export interface Example {
  readonly $ref?: string;
  readonly value?: unknown;
}

/** The OpenAPI document, as far as tests read it. */
export interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>;
    readonly headers: Readonly<Record<string, Json>>;
    readonly examples: Readonly<Record<string, Example>>;
  };
}

/** What an API process would answer at /openapi.json, and the routes that its router has: `GET /tasks/{taskId}`. */
export interface DescribedApi {
  readonly document: Document;
  readonly routes: readonly string[];
}

interface RouteLayer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

/** Makes the document from the sources, without a process and without Redis. */
export async function describeApi(resources: readonly Resource[]): Promise<DescribedApi> {
  const app = await createApi(
    { REDIS_URL: 'redis://127.0.0.1:1', LOG_LEVEL: 'silent', HEALTH_PORT: '0' },
    resources,
  );
  try {
    const document = JSON.parse(await app.get(ApiDocument).json()) as Document;
    const { router } = app.getHttpAdapter().getInstance();
    const routes = (router.stack as unknown as readonly RouteLayer[]).flatMap(({ route }) =>
      Object.keys(route?.methods ?? {}).map(
        (method) => `${method.toUpperCase()} ${(route?.path ?? '').replaceAll(/:(\w+)/g, '{$1}')}`,
      ),
    );
    return { document, routes };
  } finally {
    await app.close();
  }
}

/** Every operation of a document, with its method and path. */
export function operationsOf({ paths }: Document): readonly (Operation & { readonly name: string })[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) =>
      Object.assign({}, operation, { name: `${method.toUpperCase()} ${path}` }),
    ),
  );
}
