import { usedShare } from './memory.watch.js';

describe('the share of memory that is used', () => {
  it.each([
    ['used_memory:850\r\nused_memory_rss:999\r\nmaxmemory:1000\r\nmaxmemory_policy:noeviction', 0.85],
    ['used_memory:850\r\nmaxmemory:0', 0],
    ['', 0],
  ])('is told by %j', (info, share) => {
    expect(usedShare(info)).toBe(share);
  });
});
