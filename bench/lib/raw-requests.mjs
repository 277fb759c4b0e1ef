import {
  array,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
  string,
  tuple,
  uint8Array,
} from 'fast-check';

/** What only a server that was talked into a second request would answer about. */
export const SMUGGLED = '/smuggled';

const BODY = '{"brand":"Ford","make":"Mustang","model":2014,"color":"Blue"}';
const HOST = 'Host: a\r\n';
const JSON_TYPE = 'Content-Type: application/json\r\n';
const SECOND = `GET ${SMUGGLED} HTTP/1.1\r\nHost: a\r\n\r\n`;

const GOOD = [
  `GET /tasks HTTP/1.1\r\n${HOST}\r\n`,
  `GET /tasks/1 HTTP/1.1\r\n${HOST}Prefer: wait=1\r\n\r\n`,
  `HEAD /cars/1 HTTP/1.1\r\n${HOST}\r\n`,
  `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`,
  `DELETE /tasks/1 HTTP/1.1\r\n${HOST}\r\n`,
  `POST /cars HTTP/1.1\r\n${HOST}${JSON_TYPE}Content-Length: ${BODY.length}\r\n\r\n${BODY}`,
  `POST /cars HTTP/1.1\r\n${HOST}${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\n${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`,
];
const good = constantFrom(...GOOD).map((text) => Buffer.from(text));

const latin = (text) => Buffer.from(text, 'latin1');
const get = (line, headers = '') => latin(`${line}\r\n${HOST}${headers}\r\n`);
const post = (headers, body) => latin(`POST /cars HTTP/1.1\r\n${HOST}${JSON_TYPE}${headers}\r\n${body}`);

const truncated = tuple(good, nat(1_000)).map(([bytes, at]) => bytes.subarray(0, at % bytes.length));

const SPOILERS = ['\0', '\r', '\n', '\r\n', '\r\n\r\n', ' ', '\t', ':', '\xff', '%00', '%', ',', '\x7f', '0'];

/** Bytes put in, taken out or replaced here and there. */
const mutated = tuple(
  good,
  array(tuple(nat(400), nat(3), constantFrom(...SPOILERS)), { minLength: 1, maxLength: 4 }),
).map(([bytes, changes]) =>
  changes.reduce((text, [where, taken, put]) => {
    const at = where % (text.length + 1);
    return Buffer.concat([text.subarray(0, at), latin(put), text.subarray(at + taken)]);
  }, bytes),
);

const CHUNKS = [
  'zz\r\n{}\r\n0\r\n\r\n',
  '-1\r\n{}\r\n0\r\n\r\n',
  'FFFFFFFFFFFFFFFFFF\r\n{}\r\n',
  '7fffffffffffffff\r\n{}\r\n',
  '2\r\n{}0\r\n\r\n',
  '2\n{}\n0\n\n',
  '0x2\r\n{}\r\n0\r\n\r\n',
  ' 2\r\n{}\r\n0\r\n\r\n',
  '2 \r\n{}\r\n0\r\n\r\n',
  '2;\0=1\r\n{}\r\n0\r\n\r\n',
  '\r\n',
  '5\r\n{}',
  '0\r\nHost: b\r\nContent-Length: 9\r\n\r\n',
];
const chunked = oneof(
  constantFrom(...CHUNKS),
  integer({ min: 1_000, max: 40_000 }).map((size) => `2;${'x'.repeat(size)}\r\n{}\r\n0\r\n\r\n`),
  nat(3_000).map((count) => `${'1\r\nx\r\n'.repeat(count)}0\r\n\r\n`),
).map((body) => post('Transfer-Encoding: chunked\r\n', body));

const LENGTHS = [
  '+5',
  '0x5',
  '-1',
  '5, 5',
  '5 5',
  '5\0',
  ' ',
  '1e3',
  '99999999999999999999',
  '9007199254740993',
  '٥',
];
const lengths = oneof(
  constantFrom(...LENGTHS).map((length) => post(`Content-Length: ${length}\r\n`, BODY)),
  tuple(nat(99), nat(99)).map(([a, b]) =>
    post(`Content-Length: ${a}\r\nContent-Length: ${b}\r\n`, `${BODY}${SECOND}`),
  ),
  nat(BODY.length - 1).map((length) => post(`Content-Length: ${length}\r\nConnection: close\r\n`, BODY)),
);

/** Framings that two servers might read in two ways; none may be taken. */
const CODINGS = [
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: xchunked',
  'Transfer-Encoding : chunked',
  'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding: identity, chunked',
  'Transfer-Encoding:\x0bchunked',
  'Transfer-Encoding: "chunked"',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: x',
  'X: y\nTransfer-Encoding: chunked',
  'X: y\rTransfer-Encoding: chunked',
  ' Transfer-Encoding: chunked',
  'Transfer\0-Encoding: chunked',
  'transfer-encoding: CHUNKED',
];
const smuggling = tuple(
  constantFrom(...CODINGS),
  constantFrom('0', '4', '6', String(SECOND.length + 5), '900'),
  nat(1),
).map(([coding, length, order]) => {
  const lines = [`Content-Length: ${length}\r\n`, `${coding}\r\n`];
  return post((order === 0 ? lines : lines.toReversed()).join(''), `0\r\n\r\n${SECOND}`);
});

const giant = oneof(
  integer({ min: 10_000, max: 100_000 }).map((size) =>
    get('GET /tasks HTTP/1.1', `X: ${'y'.repeat(size)}\r\n`),
  ),
  integer({ min: 10_000, max: 100_000 }).map((size) =>
    get('GET /tasks HTTP/1.1', `${'y'.repeat(size)}: x\r\n`),
  ),
  integer({ min: 50, max: 8_000 }).map((count) => get('GET /tasks HTTP/1.1', 'X:\r\n'.repeat(count))),
  integer({ min: 8_000, max: 100_000 }).map((size) => get(`GET /${'a'.repeat(size)} HTTP/1.1`)),
  integer({ min: 50_000, max: 200_000 }).map((size) => post(`Content-Length: ${size}\r\n`, 'x'.repeat(size))),
);

const lineEnds = tuple(good, constantFrom('\n', '\r', '\r\r\n', '\n\r', '\r\n ')).map(([bytes, end]) =>
  latin(bytes.toString('latin1').replaceAll('\r\n', end)),
);

const METHODS = [
  'get',
  '',
  ' ',
  'GETT',
  'G\0T',
  'PRI',
  'CONNECT',
  'M'.repeat(5_000),
  'é',
  '"GET"',
  'GET\t',
  'QUERY',
  'TRACE',
];
const TARGETS = [
  'http://a/tasks',
  'http://user:pw@a/tasks',
  'https://elsewhere.example/tasks',
  'ftp://a/tasks',
  'a:80',
  '*',
  '',
  '//a/tasks',
  '/tasks#x',
  '\\tasks',
  '/tasks\0',
  '/%',
  '/%00',
  '/..%2f..%2fetc/passwd',
  '/../../etc/passwd',
  '/tasks?limit=%zz',
  '/\xff\xfe',
  'javascript:alert(1)',
];
const VERSIONS = [
  'HTTP/0.9',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/9.9',
  'HTTP/1',
  'HTTP/1.1 ',
  'HTP/1.1',
  '',
  'HTTP/1.1\0',
];
const startLines = tuple(
  oneof(constantFrom(...METHODS), constantFrom('GET', 'POST', 'DELETE')),
  oneof(constantFrom(...TARGETS), constant('/tasks')),
  oneof(constantFrom(...VERSIONS), constant('HTTP/1.1')),
).map(([method, target, version]) => get(`${method} ${target} ${version}`, 'Connection: close\r\n'));

const HEADERS = [
  'Host: b\r\n',
  'Upgrade: websocket\r\nConnection: Upgrade\r\n',
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n',
  'Expect: 100-continue\r\nContent-Length: 5\r\n',
  'Connection: keep-alive, close, x\r\n',
  'No colon\r\n',
  ': no name\r\n',
  'Folded: a\r\n b\r\n',
  'Authorization: \r\nAuthorization: Bearer x\r\n',
  '__proto__: x\r\n',
  'Cookie: a=b\r\nCookie: c=d\r\n',
];
const headers = tuple(constantFrom('GET', 'POST'), constantFrom(...HEADERS)).map(([method, line]) =>
  get(`${method} /cars HTTP/1.1`, line),
);

const pipelined = tuple(array(good, { minLength: 2, maxLength: 12 }), oneof(mutated, good)).map(
  ([many, last]) => Buffer.concat([...many, last]),
);

const garbage = oneof(
  uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  string({ unit: 'binary', minLength: 1, maxLength: 200 }).map((text) => Buffer.from(text)),
  // A client that speaks TLS, and one that speaks HTTP/2.
  constant(Buffer.from('16030100c8010000c40303', 'hex')),
  constant(latin('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')),
);

/** Bytes that no client library would send, in how many pieces, and how the connection is left. */
export const rawRequests = record({
  bytes: oneof(
    ...[
      truncated,
      mutated,
      chunked,
      lengths,
      smuggling,
      lineEnds,
      startLines,
      headers,
      pipelined,
      garbage,
    ].map((arbitrary) => ({ weight: 4, arbitrary })),
    { weight: 1, arbitrary: giant },
  ),
  pieces: integer({ min: 1, max: 3 }),
  leave: constantFrom('answered', 'half-closed', 'half-closed', 'reset', 'closed'),
});
