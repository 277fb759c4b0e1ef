import { redisFaults } from './redis.faults.js';

describe('redisFaults', () => {
  it('finds nothing wrong with noeviction and an append-only file', () => {
    expect(redisFaults('maxmemory_policy:noeviction\r\naof_enabled:1\r\n')).toEqual({
      fatal: [],
      warnings: [],
    });
  });

  it('refuses a server that evicts keys', () => {
    const { fatal } = redisFaults('maxmemory_policy:allkeys-lru\r\naof_enabled:1\r\n');
    expect(fatal).toEqual([expect.stringContaining('allkeys-lru')]);
  });

  it('warns of a server without an append-only file', () => {
    const { warnings } = redisFaults('maxmemory_policy:noeviction\r\naof_enabled:0\r\n');
    expect(warnings).toHaveLength(1);
  });
});
