import {
  array,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  record,
  string,
  tuple,
} from 'fast-check';
import { AWKWARD, bodyOf, likely, text } from './fuzz-bodies.mjs';

/** What may stand in a header line; Node refuses to send anything else. */
const headerText = text.map((value) => value.replaceAll(/[^\x20-\x7e]/g, '~').slice(0, 600));

const segment = oneof(
  { weight: 6, arbitrary: integer({ min: 1, max: 3_000 }).map(String) },
  { weight: 3, arbitrary: constantFrom(...AWKWARD) },
  {
    weight: 2,
    arbitrary: string({ unit: 'grapheme', maxLength: 30 }).map((value) => encodeURIComponent(value)),
  },
);

const MEDIA = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=latin1',
  'text/plain',
  'application/xml',
  'multipart/form-data',
  'application/problem+json',
  'a',
  '',
];
const ACCEPT = [
  '*/*',
  'application/json',
  'text/event-stream',
  'text/html',
  'application/json;q=0',
  'text/*',
  'application/problem+json',
  'a/b, */*;q=0.1',
  ';;',
  'application/*;q=0.2, text/event-stream;q=0.3',
];
const PREFER = [
  'wait=0',
  'wait=1',
  'wait="1"',
  'respond-async',
  'respond-async, wait=1',
  'wait=-1',
  'wait=1e9',
  'wait',
  ',,,',
  'wait="',
  'WAIT=1; x',
];

const headers = record(
  {
    accept: oneof(
      { weight: 3, arbitrary: constantFrom('*/*', 'application/json') },
      { weight: 2, arbitrary: constantFrom(...ACCEPT) },
      headerText,
    ),
    prefer: oneof(constantFrom(...PREFER), headerText),
    'idempotency-key': oneof(
      integer({ min: 1, max: 50 }).map((n) => `"k${n}"`),
      headerText,
      array(headerText, { minLength: 2, maxLength: 2 }),
    ),
    'if-none-match': oneof(constantFrom('*', 'W/"1"', '"1"', 'W/"3", W/"7"', '"', 'W/'), headerText),
    'last-event-id': oneof(nat(12).map(String), headerText),
    'x-request-id': oneof(
      constant('good-id.1'),
      headerText,
      array(headerText, { minLength: 2, maxLength: 3 }),
    ),
    'x-forwarded-for': headerText,
    forwarded: headerText,
    'content-encoding': constantFrom('gzip', 'identity', 'x'),
    expect: constantFrom('100-continue', 'x'),
    origin: constantFrom('https://example.com', 'null'),
  },
  { requiredKeys: [] },
);

/** What tasks and orders answer is looked at most. */
function weightOf(method, path) {
  if (method === 'POST') return 12;
  return path.startsWith('/tasks') || path.startsWith('/cars') ? 4 : 1;
}

function queryOf(parameters) {
  const known = parameters.filter((one) => one.in === 'query');
  if (known.length === 0)
    return option(
      text.map((value) => `?${encodeURIComponent(value)}`),
      { nil: '' },
    );
  const good = oneof(
    ...known.map(({ name, schema }) => tuple(constant(name), likely(schema?.items ?? schema))),
  );
  const bad = tuple(oneof(constantFrom(...known.map(({ name }) => name)), text), text);
  const pairs = array(oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: bad }), { maxLength: 4 });
  return pairs.map((list) =>
    list.length === 0 ? '' : `?${new URLSearchParams(list.map(([name, value]) => [name, String(value)]))}`,
  );
}

/** Requests to the document's operations and to what lies beside them. */
export function requests(document) {
  const resolve = (node) =>
    node?.$ref === undefined
      ? node
      : node.$ref
          .slice(2)
          .split('/')
          .reduce((at, key) => at[key.replaceAll('~1', '/')], document);
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const ours = operations.map(({ path, method, operation }) => {
    const schema = resolve(operation.requestBody?.content?.['application/json']?.schema) ?? {};
    const arbitrary = record({
      template: constant(path),
      path: tuple(
        ...path
          .split('/')
          .slice(1)
          .map((part) => (part.startsWith('{') ? segment : constant(part))),
      ).map((parts) => `/${parts.join('/')}`),
      query: queryOf((operation.parameters ?? []).map(resolve)),
      method: oneof(
        { weight: 20, arbitrary: constant(method) },
        {
          weight: 1,
          arbitrary: constantFrom('HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'POST', 'PROPFIND'),
        },
      ),
      headers,
      body: operation.requestBody
        ? bodyOf(schema)
        : option(bodyOf({ properties: { a: {} } }), { nil: undefined, freq: 20 }),
      media: oneof(
        { weight: 20, arbitrary: constant('application/json') },
        { weight: 2, arbitrary: constantFrom(...MEDIA) },
      ),
    });
    return { weight: weightOf(method, path), arbitrary };
  });
  const elsewhere = record({
    template: constant(undefined),
    path: array(oneof(segment, constantFrom('cars', 'tasks', 'health', 'docs')), { maxLength: 5 }).map(
      (parts) => `/${parts.join('/')}`,
    ),
    query: constantFrom('', '?', '?a', '?%', '?a=b&a=c'),
    method: constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE', 'PURGE'),
    headers,
    body: option(text, { nil: undefined }),
    media: constantFrom(...MEDIA),
  });
  return oneof({ weight: 12, arbitrary: oneof(...ours) }, { weight: 1, arbitrary: elsewhere });
}
