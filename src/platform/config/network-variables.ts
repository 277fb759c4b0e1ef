import { isIP } from 'node:net';
import { type Variable, variable } from './variables.js';

/** Stands for every origin. */
const ANY_ORIGIN = '*';

/** Ranges that have a name (RFC 1122, 3927, 1918, 4291, 4193), as Express' `trust proxy` has them. */
const NAMED_RANGES: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** How long a prefix of an address can be, by the version of IP. */
const MAX_PREFIX: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/**
 * Origins of web pages separated by commas, written as browsers send them; empty for none, `*` alone for all.
 *
 * Source: RFC 6454 sections 6.2 (what browsers send) and 7.1; `null`, which any page can send, is none here.
 */
export function origins({ desc }: { readonly desc: string }): Variable<readonly string[]> {
  return variable<readonly string[]>({
    default: '',
    allowed: '*, or http and https origins (https://shop.example) separated by commas, or empty',
    desc,
    parse: (given) => (given === ANY_ORIGIN ? [ANY_ORIGIN] : eachOf(given, originOf)),
  });
}

/** Addresses and ranges of addresses separated by commas; empty for none. A range of all addresses is refused. */
export function addressRanges({ desc }: { readonly desc: string }): Variable<readonly string[]> {
  return variable<readonly string[]>({
    default: '',
    allowed:
      'addresses, ranges (10.0.0.0/8), loopback, linklocal and uniquelocal, separated by commas, or empty',
    desc,
    parse: (given) => eachOf(given, (range) => (isRange(range) ? range : undefined)),
  });
}

/** Reads a list, each item counted once; undefined where one of them is not allowed. */
function eachOf(given: string, read: (item: string) => string | undefined): readonly string[] | undefined {
  const items = given === '' ? [] : given.split(',').map((item) => read(item.trim()));
  const allowed = items.filter((item) => item !== undefined);
  return allowed.length === items.length ? [...new Set(allowed)] : undefined;
}

/** In lower case, without the port that its scheme has anyway: so browsers send it. */
function originOf(given: string): string | undefined {
  if (!/^https?:\/\/[^\s/?#@\\*]+\/?$/i.test(given) || !URL.canParse(given)) return undefined;
  return new URL(given).origin;
}

function isRange(given: string): boolean {
  if (NAMED_RANGES.has(given)) return true;
  const [address = '', prefix, ...rest] = given.split('/');
  const longest = MAX_PREFIX[isIP(address)];
  // An address may name the network card that it is reached by; a range can not.
  if (longest === undefined || address.includes('%') || rest.length > 0) return false;
  return prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= longest);
}
