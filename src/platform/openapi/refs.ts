import type { Json } from './draft.js';

/** Refers to a schema of the document. */
export function schemaRef(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** Refers to headers of the document by their names, as an answer lists them. */
export function headerRefs(names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Refers to an example of the document. */
export function exampleRef(name: string): Json {
  return { $ref: `#/components/examples/${name}` };
}
