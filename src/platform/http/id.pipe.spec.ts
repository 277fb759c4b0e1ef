import { IdPipe } from './id.pipe.js';

describe('IdPipe', () => {
  it.each([
    ['1', 1],
    ['9007199254740991', 9_007_199_254_740_991],
  ])('reads %s', (text, id) => {
    expect(new IdPipe().transform(text)).toBe(id);
  });

  it.each(['0', '007', '-1', '1.0', '1e3', '0x10', ' 1', '', 'abc', '9007199254740993', '99999999999999999'])(
    'finds nothing at %j',
    (text) => {
      expect(() => new IdPipe().transform(text)).toThrow('There is nothing at this path.');
    },
  );
});
