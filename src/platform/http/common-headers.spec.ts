import { CommonHeaders } from './common-headers.js';

const common = new CommonHeaders();
common.set({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });

describe('the headers that all answers have', () => {
  it('come behind those of an answer, with the id of its request', () => {
    expect(common.addedTo(['Wait', '3'], 'a1')).toEqual([
      'Wait',
      '3',
      'X-Request-Id',
      'a1',
      'x-frame-options',
      'DENY',
      'referrer-policy',
      'no-referrer',
    ]);
  });

  it.each(['X-Frame-Options', 'x-frame-options'])('leave an answer its own %s', (name) => {
    expect(common.addedTo([name, 'SAMEORIGIN'], 'a1')).toEqual([
      name,
      'SAMEORIGIN',
      'X-Request-Id',
      'a1',
      'referrer-policy',
      'no-referrer',
    ]);
  });

  it('are told one by one too', () => {
    expect(common.pairs('a1')).toEqual([
      ['x-frame-options', 'DENY'],
      ['referrer-policy', 'no-referrer'],
      ['X-Request-Id', 'a1'],
    ]);
  });
});
