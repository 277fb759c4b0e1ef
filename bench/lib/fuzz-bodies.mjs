import {
  constantFrom,
  dictionary,
  double,
  integer,
  json,
  jsonValue,
  nat,
  oneof,
  record,
  string,
  tuple,
  uint8Array,
} from 'fast-check';

/** What no client means and many send. */
export const AWKWARD = [
  '',
  '0',
  '-1',
  '007',
  '1.0',
  '1e3',
  '9007199254740992',
  '9'.repeat(400),
  'NaN',
  '%31',
  '%00',
  '%2F',
  '%2e%2e',
  '%',
  '%zz',
  '%C3%28',
  '%F0%9F%9A%97',
  'constructor',
  '__proto__',
  "' or 1=1",
  '<script>',
  '*',
  ';',
  'null',
];

export const text = oneof(
  string({ maxLength: 70 }),
  string({ unit: 'grapheme', maxLength: 70 }),
  constantFrom(...AWKWARD),
);

/** A value for a schema of the document, of the right type or not quite. */
export function likely(schema) {
  const resolved = schema ?? {};
  if (resolved.enum) return constantFrom(...resolved.enum);
  if (resolved.type === 'integer') {
    const { minimum = -10, maximum = 10_000 } = resolved;
    return integer({ min: minimum, max: maximum });
  }
  if (resolved.type === 'string')
    return string({ minLength: 1, maxLength: Math.min(64, resolved.maxLength ?? 64) });
  return jsonValue({ maxDepth: 2 });
}

/** JSON for a schema, JSON that does not fit it, and what is no JSON. */
export function bodyOf(schema) {
  const members = Object.entries(schema.properties ?? {});
  const good = record(Object.fromEntries(members.map(([name, member]) => [name, likely(member)])));
  const spoiled = tuple(
    good,
    constantFrom(...members.map(([name]) => name)),
    oneof(jsonValue(), text, double(), nat()),
  ).map(([body, name, value]) => ({ ...body, [name]: value }));
  const extended = tuple(good, dictionary(text, jsonValue({ maxDepth: 1 }), { maxKeys: 3 })).map((parts) =>
    Object.assign({}, ...parts),
  );
  return oneof(
    { weight: 6, arbitrary: good.map((body) => JSON.stringify(body)) },
    { weight: 6, arbitrary: spoiled.map((body) => JSON.stringify(body)) },
    { weight: 2, arbitrary: extended.map((body) => JSON.stringify(body)) },
    { weight: 2, arbitrary: json({ depthSize: 'medium' }) },
    {
      weight: 1,
      arbitrary: constantFrom(
        '',
        ' ',
        '{',
        '[]',
        'null',
        '"x"',
        '1',
        '{"a":',
        '{"__proto__":{}}',
        '['.repeat(20_000),
        '\ufeff{}',
      ),
    },
    { weight: 1, arbitrary: nat(80_000).map((size) => JSON.stringify({ brand: 'x'.repeat(size) })) },
    { weight: 1, arbitrary: uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  );
}
