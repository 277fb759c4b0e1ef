import { securityHeaders } from '../../src/platform/http/index.js';
import type { Document, ResponseOf } from './api-document.js';
import { ApiSchemas } from './api-schemas.js';
import type { Answer, Client } from './client.js';

/** What every answer tells browsers; docs/protocol.md has it once, the document would have it everywhere. */
const OF_SECURITY = Object.keys(securityHeaders('https://a'));

/** What HTTP itself puts into answers. */
const OF_HTTP: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'accept-ranges',
  'transfer-encoding',
  ...OF_SECURITY,
]);

/** Compares answers of a process with the document that it answers at /openapi.json. */
export class ApiContract {
  private readonly schemas: ApiSchemas;

  constructor(private readonly document: Document) {
    this.schemas = new ApiSchemas(document);
  }

  /** The contract of an API. */
  static async of(client: Client): Promise<ApiContract> {
    return new ApiContract((await client.get('/openapi.json')).body as Document);
  }

  /** What of an answer to an operation (`GET /tasks/{taskId}`) the document does not say; nothing where it says all. */
  breaches(operation: string, answer: Answer): readonly string[] {
    const [method = '', path = ''] = operation.split(' ');
    const responses = this.document.paths[path]?.[method.toLowerCase()]?.responses;
    const response = responses?.[String(answer.status)];
    if (response === undefined) return [`${operation} does not say that it may answer ${answer.status}`];
    const faults = [...undocumentedHeaders(answer, response), ...this.bodyFaults(answer, response)];
    return faults.map((fault) => `${operation} ${answer.status}: ${fault}`);
  }

  private bodyFaults({ headers, text, body }: Answer, { content }: ResponseOf): readonly string[] {
    const type = (headers.get('Content-Type') ?? '').split(';')[0] ?? '';
    if (text === '') return content === undefined ? [] : ['has no body'];
    const media = content?.[type];
    if (media === undefined) return [`is in ${type}`];
    return type.endsWith('json') ? this.schemas.faults(media.schema ?? {}, body) : [];
  }
}

function undocumentedHeaders({ headers }: Answer, response: ResponseOf): readonly string[] {
  const documented = new Set(Object.keys(response.headers).map((name) => name.toLowerCase()));
  const sent = [...headers.keys()].filter((name) => !OF_HTTP.has(name) && !documented.has(name));
  return sent.map((name) => `has the header ${name}`);
}
