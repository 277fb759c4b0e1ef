import type { IncomingHttpHeaders } from 'node:http';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { readSettings } from '../config/index.js';
import { ClientAddresses } from './client-addresses.js';

const PROXY = '10.0.0.1';

function addressOf(headers: IncomingHttpHeaders, remoteAddress = PROXY, trusted = 'uniquelocal'): string {
  const addresses = new ClientAddresses(readSettings({ TRUSTED_PROXIES: trusted }, []));
  return addresses.of({ headers, socket: { remoteAddress } });
}

describe('the address of a client', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:DB8::9', '2001:db8::9'],
  ])('is that of its connection, %s, where no proxy is trusted', (remote, address) => {
    expect(addressOf({ 'x-forwarded-for': '6.6.6.6', forwarded: 'for=6.6.6.6' }, remote, '')).toBe(address);
  });

  it('is that of its connection where that is no trusted proxy', () => {
    expect(addressOf({ 'x-forwarded-for': '6.6.6.6' }, '203.0.113.9')).toBe('203.0.113.9');
  });

  it('is empty where the connection is gone', () => {
    const gone = new ClientAddresses(readSettings({ TRUSTED_PROXIES: 'loopback' }, []));
    expect(gone.of({ headers: { 'x-forwarded-for': '6.6.6.6' }, socket: {} })).toBe('');
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9', '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9, 10.0.0.2,192.168.1.1', '203.0.113.9'],
    ['10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:DB8::9]:4711', '2001:db8::9'],
    ['[2001:db8::9]', '2001:db8::9'],
    ['2001:db8::9', '2001:db8::9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
  ])('is told by X-Forwarded-For: %s', (list, address) => {
    expect(addressOf({ 'x-forwarded-for': list })).toBe(address);
  });

  it.each([
    ['for=203.0.113.9;proto=https', '203.0.113.9'],
    ['for="[2001:db8::9]:4711"', '2001:db8::9'],
    ['for="203.0.113.9:_port"', '203.0.113.9'],
    ['for=6.6.6.6, for=203.0.113.9, for=10.0.0.2', '203.0.113.9'],
  ])('is told by Forwarded: %s', (list, address) => {
    expect(addressOf({ forwarded: list })).toBe(address);
  });

  it('is told by X-Forwarded-For where both are there', () => {
    expect(addressOf({ 'x-forwarded-for': '203.0.113.9', forwarded: 'for=6.6.6.6' })).toBe('203.0.113.9');
    expect(addressOf({ 'x-forwarded-for': '', forwarded: 'for=6.6.6.6' })).toBe(PROXY);
  });

  it.each<IncomingHttpHeaders>([
    {},
    { forwarded: 'for=_hidden' },
    { forwarded: 'for=6.6.6.6, for=unknown' },
    { forwarded: 'for=6.6.6.6, proto=http' },
    { forwarded: 'for="6.6.6.6' },
    { 'x-forwarded-for': 'unknown' },
    { 'x-forwarded-for': '6.6.6.6, 1.2.3' },
    { 'x-forwarded-for': '6.6.6.6,' },
    { 'x-forwarded-for': '[]:80' },
  ])('is that of the last proxy where it does not tell another: %j', (headers) => {
    expect(addressOf(headers)).toBe(PROXY);
  });

  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.0.0.1', '10.0.0.0/8', false],
    ['::ffff:10.1.2.3', '10.0.0.0/8', true],
    ['127.0.0.1', 'loopback', true],
    ['::1', 'linklocal, loopback', true],
    ['fd12::1', 'uniquelocal', true],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['192.0.2.1', '192.0.2.1', true],
  ])('is told by %s where %s is trusted: %s', (remote, trusted, told) => {
    expect(addressOf({ 'x-forwarded-for': '203.0.113.9' }, remote, trusted) === '203.0.113.9').toBe(told);
  });

  it('is never what a client wrote before the proxy wrote its own, and never fails', () => {
    const parts = constantFrom(',', '"', '\\', ';', 'for=', '6.6.6.6', '10.0.0.9', '[::1]', ' ', '_x');
    const written = array(oneof(parts, string()), { maxLength: 12 }).map((list) => list.join(''));
    assert(
      property(written, (text) => {
        expect(addressOf({ 'x-forwarded-for': `${text}, 203.0.113.9` })).toBe('203.0.113.9');
        // What is malformed as a whole tells nothing.
        expect(['203.0.113.9', PROXY]).toContain(addressOf({ forwarded: `${text}, for=203.0.113.9` }));
      }),
    );
  });
});
