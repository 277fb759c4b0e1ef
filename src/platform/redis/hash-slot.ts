/** Into how many slots a Redis Cluster divides all keys. */
export const SLOTS = 16_384;

/** The polynomial of CRC16-CCITT (XMODEM). */
const POLYNOMIAL = 0x1021;

/**
 * The slot of all keys with this hash tag.
 *
 * Source: Redis Cluster specification, "Key distribution model".
 */
export function hashSlot(tag: string): number {
  let crc = 0;
  for (const byte of Buffer.from(tag)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? POLYNOMIAL : 0)) & 0xffff;
  }
  return crc % SLOTS;
}
