import { Validator } from '@seriousme/openapi-schema-validator';
import { type DescribedApi, type Document, type Operation, operationsOf } from '../support/api-document.js';
import { ApiSchemas } from '../support/api-schemas.js';

/** What is wrong with the document of an API; nothing where all is well. */
export async function faultsOf({ document, routes }: DescribedApi): Promise<readonly unknown[]> {
  return [
    ...(await standardFaults(document)),
    ...routeFaults(document, routes),
    ...operationsOf(document).flatMap(bareness),
    ...operationsOf(document).flatMap(mixedSchemas),
    ...operationsOf(document).flatMap(missingLinks),
    ...linkFaults(document),
    ...exampleFaults(document),
  ];
}

type Named = Operation & { readonly name: string };

/** By the schema of OpenAPI 3.1 itself. */
async function standardFaults(document: Document): Promise<readonly unknown[]> {
  const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
  const version = document.openapi === '3.1.0' ? [] : [`the version is ${document.openapi}`];
  return valid ? version : [errors];
}

/** Routes that are not in the document, and paths that are no routes. */
function routeFaults(document: Document, routes: readonly string[]): readonly string[] {
  const described = operationsOf(document).map(({ name }) => name);
  return [
    ...routes.filter((route) => !described.includes(route)).map((route) => `${route} is not described`),
    ...described.filter((name) => !routes.includes(name)).map((name) => `${name} is no route`),
  ];
}

/** Operations that have only what the library adds by itself. */
function bareness({ name, responses }: Named): readonly string[] {
  return responses['default'] === undefined ? [`${name} has no decorator that describes it`] : [];
}

/** Statuses whose JSON has several schemas: generators of clients keep one media type. */
function mixedSchemas({ name, responses }: Named): readonly string[] {
  return Object.entries(responses).flatMap(([status, { content = {} }]) => {
    const json = Object.entries(content).filter(([type]) => type.endsWith('json'));
    const schemas = new Set(json.map(([, { schema }]) => JSON.stringify(schema)));
    return schemas.size > 1 ? [`${name} ${status} has ${schemas.size} schemas`] : [];
  });
}

/** Answers with one task under way that do not lead to it. */
function missingLinks({ name, responses }: Named): readonly string[] {
  const { '202': accepted } = responses;
  if (accepted === undefined || name === 'GET /tasks' || accepted.links?.['task'] !== undefined) return [];
  return [`${name} 202 does not lead to its task`];
}

/** Operations with one name, and links to none. */
function linkFaults(document: Document): readonly string[] {
  const operations = operationsOf(document);
  const ids = operations.map(({ operationId }) => operationId);
  const links = operations.flatMap(({ responses }) =>
    Object.values(responses).flatMap((response) => Object.values(response.links ?? {})),
  );
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} is the name of several`),
    ...links
      .filter(({ operationId }) => !ids.includes(operationId))
      .map(({ operationId }) => `no ${operationId}`),
  ];
}

/** JSON without an example, and examples that do not fit their schemas. */
function exampleFaults(document: Document): readonly string[] {
  const schemas = new ApiSchemas(document);
  const bodies = operationsOf(document).flatMap(({ name, responses }) =>
    Object.entries(responses).flatMap(([status, { content = {} }]) =>
      Object.entries(content).map(([type, media]) => ({ at: `${name} ${status} ${type}`, media })),
    ),
  );
  const json = bodies.filter(({ at }) => at.endsWith('json') && !at.startsWith('GET /openapi.json 200'));
  return json.flatMap(({ at, media: { schema = {}, examples = {} } }) => {
    if (Object.keys(examples).length === 0) return [`${at} has no example`];
    return Object.entries(examples).flatMap(([name, example]) =>
      schemas.faults(schema, schemas.valueOf(example)).map((fault) => `${at} ${name}: ${fault}`),
    );
  });
}
