import { jsonOf } from './result-json.js';

describe('the text of a result', () => {
  it.each([
    [{ a: 1 }, '{"a":1}'],
    [undefined, 'null'],
    [null, 'null'],
    [0, '0'],
  ])('of %j is %s', (result, text) => {
    expect(jsonOf(result)).toBe(text);
  });

  it('can not be made of what JSON has no form for', () => {
    expect(() => jsonOf(() => 1)).toThrow(TypeError);
    expect(() => jsonOf(1n)).toThrow(TypeError);
  });

  it('has its bounds', () => {
    expect(() => jsonOf('x'.repeat(300_000))).toThrow(RangeError);
  });
});
