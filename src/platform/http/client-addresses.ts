import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { compile } from 'proxy-addr';
import { Settings } from '../config/index.js';
import { forwardedNodes } from './forwarded.js';

/** What tells where a request came from. */
type Request = Pick<IncomingMessage, 'headers'> & {
  readonly socket: { readonly remoteAddress?: string | undefined };
};

/** An address with a port or in brackets, as nodes are written (RFC 7239 section 6). */
const NODE = /^(?:\[([^\]]*)\]|([^:]*))(?::[\w.-]+)?$/;

/** An IPv4 address as IPv6 sockets tell it (RFC 4291 section 2.5.5.2). */
const MAPPED = /^::ffff:(?=\d+\.)/i;

/**
 * Tells the address of the client of a request, as far as the proxies on its way are trusted (TRUSTED_PROXIES).
 *
 * From the connection outwards, each hop that is trusted is believed whom it was asked by; the first that is not is the
 * client. What an untrusted one says is never read, so a client can't choose its address. Nothing is computed before
 * somebody asks.
 *
 * Where both headers are there X-Forwarded-For counts and Forwarded is ignored: nearly every proxy writes the first,
 * and those that do pass on a Forwarded that their client made up.
 */
@Injectable()
export class ClientAddresses {
  private readonly isTrusted: (address: string) => boolean;

  constructor({ trustedProxies }: Settings) {
    const trusts = trustedProxies.length > 0 ? compile([...trustedProxies]) : undefined;
    this.isTrusted = (address) => trusts?.(address, 0) ?? false;
  }

  /** The address; empty where the connection is gone already. Never throws, whatever the headers hold. */
  of({ headers, socket }: Request): string {
    let nearest = plain(socket.remoteAddress ?? '');
    if (!this.isTrusted(nearest)) return nearest;
    const nodes = nodesOf(headers);
    for (let i = nodes.length - 1; i >= 0 && this.isTrusted(nearest); i -= 1) {
      const address = addressOf(nodes[i] ?? '');
      // Unknown, hidden or malformed: the proxy that says so is the last address there is (RFC 7239 sections 6.2, 6.3).
      if (address === undefined) return nearest;
      nearest = address;
    }
    return nearest;
  }
}

/** The farthest first. Node joins the lines of a repeated header by commas. */
function nodesOf(headers: IncomingMessage['headers']): readonly string[] {
  const list = headers['x-forwarded-for'];
  if (list !== undefined) return String(list).split(',');
  return headers.forwarded === undefined ? [] : forwardedNodes(headers.forwarded);
}

function addressOf(node: string): string | undefined {
  const text = node.trim();
  const [, inBrackets, bare] = NODE.exec(text) ?? [];
  const address = inBrackets ?? bare ?? text;
  return isIP(address) === 0 ? undefined : plain(address);
}

function plain(address: string): string {
  return address.replace(MAPPED, '').toLowerCase();
}
