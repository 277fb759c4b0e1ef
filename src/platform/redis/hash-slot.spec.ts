import { hashSlot } from './hash-slot.js';

describe('the slot of a hash tag', () => {
  it.each([
    ['123456789', 0x31c3],
    ['foo', 12_182],
    ['', 0],
  ])('of %j is the one that Redis gives it', (tag, slot) => {
    expect(hashSlot(tag)).toBe(slot);
  });
});
