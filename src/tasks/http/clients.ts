import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ANONYMOUS, principalOf } from '../../platform/auth/index.js';
import { ClientAddresses } from '../../platform/http/index.js';

/** Groups of an IPv6 address that name its network (RFC 4291 section 2.5.4): within it a client chooses its address. */
const NETWORK_GROUPS = 4;

const GROUPS = 8;

/** More networks than ask at the same time; beyond that they are forgotten. */
const MAX_REMEMBERED = 10_000;

/** Tells clients apart, for limits and turns: by their principal, or without authentication by where they are. */
@Injectable()
export class Clients {
  /** Names by network: a digest takes 6 us. */
  private readonly remembered = new Map<string, string>();

  constructor(private readonly addresses: ClientAddresses) {}

  /** A name without `:`; for an address a digest, since Redis keeps it for as long as the client's tasks are open. */
  of(request: IncomingMessage): string {
    const { name } = principalOf(request);
    if (name !== ANONYMOUS) return name;
    const network = networkOf(this.addresses.of(request));
    return this.remembered.get(network) ?? this.remember(network);
  }

  private remember(network: string): string {
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    const name = `at.${createHash('sha256').update(network).digest('base64url').slice(0, 16)}`;
    this.remembered.set(network, name);
    return name;
  }
}

/** The address itself, or the network of an IPv6 address. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const first = groupsOf(head);
  const last = groupsOf(tail ?? '');
  const between = Array.from({ length: Math.max(0, GROUPS - first.length - last.length) }, () => '0');
  return [...first, ...between, ...last].slice(0, NETWORK_GROUPS).join(':');
}

function groupsOf(part: string): readonly string[] {
  return part === '' ? [] : part.split(':');
}
