import { ConfigurationError, readSettings } from '../../src/platform/config/index.js';
import { EventLogger } from '../../src/platform/logging/index.js';
import { patientRedis, RedisProvider, StoreUnavailableError } from '../../src/platform/redis/index.js';
import { StorePartitions, WorkerName } from '../../src/tasks/index.js';
import { TaskLedger } from '../../src/tasks/task.ledger.js';
import { type Core, openCore } from '../support/core.js';

let core: Core;
let opened: RedisProvider[];
beforeEach(async () => {
  opened = [];
  core = await openCore();
});
afterEach(async () => {
  for (const redis of opened) redis.onApplicationShutdown();
  await core.close();
});

/** A process that is told of so many partitions, on the store of this test. */
function processWith(partitions: number): { readonly ledger: TaskLedger; readonly refused: Promise<never> } {
  const env = {
    REDIS_URL: process.env['REDIS_URL'],
    KEY_PREFIX: core.settings.keyPrefix,
    TASK_PARTITIONS: String(partitions),
  };
  const settings = readSettings(env, []);
  const redis = new RedisProvider(
    patientRedis(settings, 'test'),
    settings,
    EventLogger.forProcess('test', 'silent'),
  );
  opened.push(redis);
  const { refused } = new StorePartitions(redis, settings);
  redis.onModuleInit();
  return { ledger: new TaskLedger(redis, settings, new WorkerName()), refused };
}

const refusal = async ({ refused }: { readonly refused: Promise<never> }): Promise<string> =>
  refused.catch((error: unknown) => (error instanceof ConfigurationError ? error.message : String(error)));

describe('a store whose tasks are divided', () => {
  it('takes processes with the same number, whichever the first was', async () => {
    for (let n = 0; n < 2; n += 1)
      await expect(processWith(3).ledger.start('three-steps', 2)).resolves.toBeUndefined();
    expect(await core.redis.client.get(`${core.redis.keys.tasks}:partitions`)).toBe('3 6');
  });

  it('refuses a process with another number, names what is wrong, and carries nothing out', async () => {
    await processWith(3).ledger.start('three-steps');
    const other = processWith(4);
    expect(await refusal(other)).toBe(
      'The configuration is wrong:\n' +
        `  TASK_PARTITIONS: "4" is not allowed; the tasks of KEY_PREFIX=${core.settings.keyPrefix} in this Redis are divided by 3`,
    );
    await expect(other.ledger.start('three-steps', 0)).rejects.toBeInstanceOf(StoreUnavailableError);
  });

  it.each(['', '1', '3', '1 5', '1 7'])(
    'refuses processes of another version, as one that says "%s"',
    async (form) => {
      if (form === '') await core.create();
      else await core.redis.client.set(`${core.redis.keys.tasks}:partitions`, form);
      const other = processWith(1);
      expect(await refusal(other)).toContain(`KEY_PREFIX: "${core.settings.keyPrefix}" is not allowed`);
      await expect(other.ledger.start('three-steps')).rejects.toBeInstanceOf(StoreUnavailableError);
    },
  );
});
