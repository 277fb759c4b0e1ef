import type { Redis } from 'ioredis';
import { eventually } from './eventually.js';

/** A master of a cluster. */
export interface ClusterNode {
  readonly port: number;
  readonly id: string;
  /** A connection to it alone. */
  readonly admin: Redis;
}

/** Keys of one MIGRATE: few, so that clients meet a slot that is half here and half there. */
const KEYS_A_MOVE = 10;

/**
 * Moves a slot from its master to the next one, as `redis-cli --cluster reshard` does.
 *
 * Source: Redis command CLUSTER SETSLOT, "Redis Cluster live resharding explained".
 */
export async function moveSlot(slot: number, nodes: readonly ClusterNode[]): Promise<void> {
  await epochIsKnown(nodes);
  const at = await indexOfOwner(slot, nodes);
  const from = nodes[at];
  const to = nodes[(at + 1) % nodes.length];
  if (from === undefined || to === undefined) throw new Error(`nobody has slot ${slot}`);
  await to.admin.cluster('SETSLOT', slot, 'IMPORTING', from.id);
  await from.admin.cluster('SETSLOT', slot, 'MIGRATING', to.id);
  for (;;) {
    const keys = await from.admin.cluster('GETKEYSINSLOT', slot, KEYS_A_MOVE);
    if (keys.length === 0) break;
    await from.admin.migrate('127.0.0.1', to.port, '', 0, 5_000, 'KEYS', ...keys);
  }
  // The new owner first: the slot has an owner at every moment.
  const others = nodes.filter((node) => node !== to);
  for (const { admin } of [to, ...others]) await admin.cluster('SETSLOT', slot, 'NODE', to.id);
}

/**
 * Resolves once all nodes know of the latest epoch. A new owner takes the one after the latest it knows; were that the epoch of
 * the owner before, what that one said last would take the slot from it again, and nobody would have it.
 */
async function epochIsKnown(nodes: readonly ClusterNode[]): Promise<void> {
  await eventually(async () => {
    const infos = await Promise.all(nodes.map(({ admin }) => admin.cluster('INFO')));
    const epochs = infos.map((info) => /cluster_current_epoch:(\d+)/.exec(info)?.[1]);
    expect(new Set(epochs).size).toBe(1);
  });
}

/** Which node has a slot, by what each says of itself: news of others may be old; -1 for none. */
export async function indexOfOwner(slot: number, nodes: readonly ClusterNode[]): Promise<number> {
  for (const [index, { admin, id }] of nodes.entries()) {
    const ranges = await admin.cluster('SLOTS');
    if (ranges.some(([from, to, master]) => master?.[2] === id && from <= slot && slot <= to)) return index;
  }
  return -1;
}
