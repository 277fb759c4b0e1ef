import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { forwardedNodes } from './forwarded.js';

describe('forwardedNodes', () => {
  it.each<[string, readonly string[]]>([
    ['for=192.0.2.43', ['192.0.2.43']],
    ['for=192.0.2.43, for=198.51.100.17', ['192.0.2.43', '198.51.100.17']],
    ['For="[2001:db8:cafe::17]:4711"', ['[2001:db8:cafe::17]:4711']],
    ['for=192.0.2.60;proto=http;by=203.0.113.43', ['192.0.2.60']],
    ['proto=https ; FOR=192.0.2.60;', ['192.0.2.60']],
    ['for=_hidden, for=unknown', ['_hidden', 'unknown']],
    ['for="a\\"b"', ['a"b']],
    ['host="a, for=6.6.6.6";for=192.0.2.60', ['192.0.2.60']],
    ['proto=http, for=192.0.2.60', ['', '192.0.2.60']],
    [', for=192.0.2.60,,', ['192.0.2.60']],
    ['', []],
  ])('reads %j', (header, nodes) => {
    expect(forwardedNodes(header)).toEqual(nodes);
  });

  it.each([
    'for=192.0.2.60, for="6.6.6.6',
    'for="6.6.6.6, for=192.0.2.60',
    'host=", for="[2001:db8::1]"',
    'for=[2001:db8::1]',
    'for = 192.0.2.60',
    'for',
    'for=6.6.6.6;for=192.0.2.60',
    'for=6.6.6.6 for=192.0.2.60',
  ])('believes nothing of the malformed %j', (header) => {
    expect(forwardedNodes(header)).toEqual([]);
  });

  it('takes as long for hostile headers as for others', () => {
    const startMs = performance.now();
    for (const part of ['for="', 'for="\\', 'a=', ' ', ';', ',', 'for=a;', 'a'])
      forwardedNodes(part.repeat(16_384));
    forwardedNodes(`;${' '.repeat(65_536)}x`);
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });

  it('never throws', () => {
    const parts = constantFrom('for=', '"', '\\', ';', ',', ' ', '1.2.3.4', '[::1]', 'by', '=');
    assert(
      property(array(oneof(parts, string()), { maxLength: 12 }), (list) => {
        for (const node of forwardedNodes(list.join(''))) expect(typeof node).toBe('string');
      }),
    );
  });
});
