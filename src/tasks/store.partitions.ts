import { Injectable } from '@nestjs/common';
import { ConfigurationError, Settings } from '../platform/config/index.js';
import { RedisProvider } from '../platform/redis/index.js';
import { taskScript } from './task-script.js';

const PARTITIONS = taskScript('partitions');

/**
 * Holds every process to the number of partitions that its store has: with another number it would look for tasks where they
 * are not, and give their ids to others. The store is asked before anything else, whenever it can be reached.
 */
@Injectable()
export class StorePartitions {
  /** Rejects, with a ConfigurationError, once the store turns out to have another number. Nothing runs there then. */
  readonly refused: Promise<never>;

  constructor(redis: RedisProvider, { taskPartitions, keyPrefix }: Settings) {
    let refuse: (error: ConfigurationError) => void = () => undefined;
    this.refused = new Promise((_, reject) => {
      refuse = reject;
    });
    // Whoever is to end the process may not listen yet.
    this.refused.catch(() => undefined);
    const judge = (stored: unknown): void => {
      if (stored === taskPartitions) return;
      const error = new ConfigurationError([
        `TASK_PARTITIONS: "${taskPartitions}" is not allowed; the tasks of KEY_PREFIX=${keyPrefix} in this Redis ` +
          `are divided by ${String(stored)}`,
      ]);
      refuse(error);
      throw error;
    };
    redis.onServer(PARTITIONS, redis.keys.tasks, { args: [taskPartitions], judge });
  }
}
