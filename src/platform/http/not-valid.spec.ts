import { nameOf, pointerTo } from './json-pointer.js';
import { notValid } from './not-valid.js';

describe('pointerTo', () => {
  it('escapes what a pointer gives a meaning to', () => {
    expect(pointerTo('/a', 'b/c~d')).toBe('/a/b~1c~0d');
    expect(nameOf('/a/b~1c~0d')).toBe('a.b/c~d');
  });

  it('cuts names that are too long to be told back', () => {
    expect(pointerTo('', 'x'.repeat(1_000))).toHaveLength(65);
  });
});

describe('notValid', () => {
  const faults = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ pointer: `/m${i}`, detail: 'is not known' }));

  it('tells the fault in words and as an entry', () => {
    const [fault] = [{ pointer: '/model', detail: 'must be a whole number' }];
    expect(notValid([fault]).body()).toMatchObject({
      detail: 'The body is not valid: model must be a whole number.',
      errors: [fault],
    });
  });

  it('counts what it does not tell in words', () => {
    const { detail, errors } = notValid(faults(5)).body();
    expect(detail).toBe(
      'The body is not valid: m0 is not known; m1 is not known; m2 is not known; and 2 more.',
    );
    expect(errors).toHaveLength(5);
  });

  it('answers thousands of faults with as many as a person reads', () => {
    expect(notValid(faults(5_000)).body().errors).toHaveLength(50);
  });
});
