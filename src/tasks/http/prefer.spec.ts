import { array, assert, constantFrom, property } from 'fast-check';
import { preferenceOf } from './prefer.js';

describe('the Prefer header', () => {
  it.each([
    [undefined, undefined, false],
    ['', undefined, false],
    ['wait=10', 10, false],
    ['wait="10"', 10, false],
    ['WAIT = 10', 10, false],
    ['wait=0', 0, false],
    ['wait=10; unknown=1', 10, false],
    ['respond-async', undefined, true],
    ['Respond-Async, wait=7', 7, true],
    ['wait=7,respond-async;p', 7, true],
    ['return=minimal, wait=7', 7, false],
    ['note="a, wait=9", wait=7', 7, false],
    ['note="a \\" b, wait=9", wait=7', 7, false],
    [['wait=7', 'wait=8'], 7, false],
  ])('is read: %j', (header, waitSeconds, respondAsync) => {
    expect(preferenceOf(header)).toEqual({ waitSeconds, respondAsync });
  });

  it.each(['wait=7, wait=9', 'wait=7, WAIT="9"'])('has the first of a repeated preference: %s', (header) => {
    expect(preferenceOf(header).waitSeconds).toBe(7);
  });

  it.each([
    'wait',
    'wait=',
    'wait=-1',
    'wait=1.5',
    'wait=soon',
    'wait=1e3',
    'wait:10',
    'wait 10',
    '=10',
    'wait="10',
    'wait=9999999999',
    'respond-async=1',
    'wait=x, wait=5',
  ])('is ignored where it is malformed: %s', (header) => {
    expect(preferenceOf(header)).toEqual({ waitSeconds: undefined, respondAsync: false });
  });

  it('is read whatever it holds, in time', () => {
    const pieces = constantFrom('wait', '=', '"', '\\', ',', ';', '7', ' ', 'respond-async', 'é', '\t');
    assert(
      property(array(pieces, { maxLength: 400 }), (texts) => {
        const { waitSeconds } = preferenceOf(texts.join(''));
        expect(waitSeconds === undefined || waitSeconds >= 0).toBe(true);
      }),
    );
  });
});
