import { parseJsonObject } from './json-object.js';
import { ProblemError, type ProblemDocument } from './problem.js';

const parse = (text: string): object => parseJsonObject(Buffer.from(text));

function problemOf(bytes: Buffer): ProblemDocument {
  try {
    parseJsonObject(bytes);
  } catch (error) {
    if (error instanceof ProblemError) return error.body();
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('parseJsonObject', () => {
  it('reads an object, with a byte order mark or without', () => {
    expect(parse('{"a":[1,{"b":"ü"}]}')).toEqual({ a: [1, { b: 'ü' }] });
    expect(parse('\uFEFF{"a":1}')).toEqual({ a: 1 });
  });

  it.each(['[]', 'null', '7', '"text"', 'true'])('refuses %s, which is no object', (text) => {
    expect(problemOf(Buffer.from(text))).toMatchObject({
      type: '/problems/validation-failed',
      detail: 'The body must be a JSON object.',
      errors: [{ pointer: '', detail: 'must be a JSON object' }],
    });
  });

  it('refuses what is empty', () => {
    expect(problemOf(Buffer.alloc(0))).toMatchObject({ errors: [{ pointer: '', detail: 'must be there' }] });
  });

  it.each([
    ['cut off', Buffer.from('{"a":')],
    ['blank', Buffer.from(' ')],
    ['not UTF-8', Buffer.from('{"a":"\xe9"}', 'latin1')],
  ])('refuses JSON that is %s', (_, bytes) => {
    expect(problemOf(bytes).type).toBe('/problems/malformed-json');
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'takes no member %s',
    (name) => {
      const body = Buffer.from(`{"a":{"b/c":[{"${name}":{"polluted":true}}]}}`);
      expect(problemOf(body).errors).toEqual([{ pointer: `/a/b~1c/0/${name}`, detail: 'is not known' }]);
      expect({}).not.toHaveProperty('polluted');
    },
  );

  it('leaves no object a prototype', () => {
    const { a } = parse('{"a":[{"b":{}}]}') as { readonly a: readonly { readonly b: object }[] };
    for (const object of [parse('{}'), ...a, ...a.map(({ b }) => b)]) {
      expect(Object.getPrototypeOf(object)).toBeNull();
    }
    expect(a.length).toBe(1);
  });

  it.each([
    ['members', `{${Array.from({ length: 1_001 }, (_, n) => `"m${n}":1`).join()}}`],
    ['elements', `{"a":[${'1,'.repeat(1_000)}1]}`],
    ['objects', `{"a":[${'{"b":1},'.repeat(600)}1]}`],
  ])('refuses more %s than it would name one by one', (_, text) => {
    expect(problemOf(Buffer.from(text)).errors).toEqual([
      { pointer: '', detail: 'must not have more than 1000 members in all' },
    ]);
  });

  it.each([
    ['objects', `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`],
    ['arrays', `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
  ])('refuses %s nested as deep as a body can be', (_, text) => {
    expect(problemOf(Buffer.from(text)).detail).toBe('The body must not be nested more than 16 levels deep.');
  });
});
