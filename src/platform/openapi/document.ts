import { readFile } from 'node:fs/promises';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { draftDocument } from './draft.js';
import { schemaRef } from './refs.js';

const DESCRIPTION = `Asynchronous operations over REST. What takes long is accepted with **202** and becomes a *task*;
\`Location\` leads to it, \`Wait\` says when to ask again, and a client that follows \`Location\` while it reads 202 ends
with the status, headers and error that a synchronous API would have given.

Errors are problem details (RFC 9457); each \`type\` is a path of this service that explains it, see \`/problems\`.`;

/** How clients say who they are, by the setting AUTH. */
const SECURITY = {
  none: { securitySchemes: {} },
  'api-key': { securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' } } },
  jwt: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
} as const;

/** What the project's own package.json says of it. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/**
 * Makes the OpenAPI 3.1 document of an initialised application from its controllers, DTOs and descriptions.
 * `publicUrl` is where clients reach it; empty for the host that serves the document. `auth`: how clients say who they are.
 */
export async function openApiDocument(
  app: INestApplication,
  publicUrl: string,
  auth: keyof typeof SECURITY,
): Promise<OpenAPIObject> {
  const { swagger, components } = await draftDocument();
  const { name, version, license } = await manifest();
  const base = new swagger.DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(name)
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setLicense(license, `https://spdx.org/licenses/${license}.html`)
    .addServer(publicUrl === '' ? '/' : publicUrl)
    .build();
  const { securitySchemes } = SECURITY[auth];
  const options = { autoTagControllers: false, operationIdFactory: (_: string, method: string) => method };
  const document = swagger.SwaggerModule.createDocument(
    app,
    { ...base, components: { ...components, securitySchemes } },
    options,
  );
  refuseUnknownMembers(document);
  const security = Object.keys(securitySchemes).map((scheme) => ({ [scheme]: [] }));
  return { ...inOrder(document), ...(security.length === 0 ? {} : { security }) };
}

async function manifest(): Promise<Manifest> {
  return JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as Manifest;
}

/** Bodies are refused for members that are not known, which their DTOs alone do not say. */
function refuseUnknownMembers({ paths, components }: OpenAPIObject): void {
  const schemas: Record<string, object> = components?.schemas ?? {};
  for (const { requestBody } of Object.values(paths).flatMap(
    (path) => path.post ?? path.put ?? path.patch ?? [],
  )) {
    const content = requestBody !== undefined && 'content' in requestBody ? requestBody.content : {};
    const schema = content['application/json']?.schema;
    const name = schema !== undefined && '$ref' in schema ? schema.$ref.replace(schemaRef('').$ref, '') : '';
    const named = schemas[name];
    if (named !== undefined) Object.assign(named, { additionalProperties: false });
  }
}

/** Puts what comes in the order of files and classes into an order of its own, so that the document changes with the contract only. */
function inOrder({ openapi, info, servers = [], components = {}, paths }: OpenAPIObject): OpenAPIObject {
  const { contact: _, ...told } = info;
  const parts = Object.entries(components as Readonly<Record<string, object>>).filter(
    ([, part]) => Object.keys(part).length > 0,
  );
  return {
    openapi,
    info: told,
    servers,
    paths: sorted(paths),
    components: Object.fromEntries(parts.map(([sort, part]) => [sort, sorted(part)])),
  };
}

function sorted<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1))) as T;
}
