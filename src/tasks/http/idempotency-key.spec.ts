import { ProblemError } from '../../platform/http/index.js';
import { idempotencyKey } from './idempotency-key.js';

function read(...fields: string[]): string | undefined {
  if (fields.length === 0) return idempotencyKey({ headers: {}, headersDistinct: {} });
  return idempotencyKey({
    headers: { 'idempotency-key': fields.join(', ') },
    headersDistinct: { 'idempotency-key': fields },
  });
}

describe('the Idempotency-Key', () => {
  it('is none where none was sent', () => {
    expect(read()).toBeUndefined();
  });

  it.each([
    ['k', 'k'],
    ['"k"', 'k'],
    ['  "k"  ', 'k'],
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['"with \\"quotes\\" and \\\\"', 'with "quotes" and \\'],
    ['a b', 'a b'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('%j is the key %j', (field, key) => {
    expect(read(field)).toBe(key);
  });

  it.each(['', '""', '   ', '"', '"a', 'a"b', 'sch\u00f6n', '"a\\b"', 'x'.repeat(256)])(
    '%j is refused',
    (field) => {
      expect(() => read(field)).toThrow(ProblemError);
    },
  );

  it('is refused when it was given twice', () => {
    expect(() => read('a', 'a')).toThrow('more than once');
  });
});
