import { Injectable } from '@nestjs/common';
import { ConfigurationError, Settings } from '../platform/config/index.js';
import { RedisProvider } from '../platform/redis/index.js';
import { taskScript } from './task-script.js';

const PARTITIONS = taskScript('partitions');

/** How records and all else of the store are kept. A version that keeps them otherwise than the one before has the next number. */
const FORM = '6';

/**
 * Holds every process to the number of partitions that its store has, and to the form in which it is kept: with another number it would
 * look for tasks where they are not, and give their ids to others; in another form it could not read them. The store is asked before anything else, whenever it can be reached.
 */
@Injectable()
export class StorePartitions {
  /** Rejects, with a ConfigurationError, once the store turns out to have another number or form. Nothing runs there then. */
  readonly refused: Promise<never>;

  constructor(redis: RedisProvider, { taskPartitions, keyPrefix }: Settings) {
    let refuse: (error: ConfigurationError) => void = () => undefined;
    this.refused = new Promise((_, reject) => {
      refuse = reject;
    });
    // Whoever is to end the process may not listen yet.
    this.refused.catch(() => undefined);
    const judge = (stored: unknown): void => {
      const fault = faultOf(String(stored), taskPartitions, keyPrefix);
      if (fault === undefined) return;
      const error = new ConfigurationError([fault]);
      refuse(error);
      throw error;
    };
    redis.onServer(PARTITIONS, redis.keys.tasks, { args: [taskPartitions, FORM], judge });
  }
}

/** Why this process may not use a store; undefined where it may. */
function faultOf(stored: string, taskPartitions: number, keyPrefix: string): string | undefined {
  const [partitions, form = '1'] = stored.split(' ');
  if (form !== FORM)
    return (
      `KEY_PREFIX: "${keyPrefix}" is not allowed; its tasks in this Redis are of another version, which keeps them in form ${form} ` +
      `where this one knows ${FORM}; allowed is a prefix that has none, or one of this version's`
    );
  if (Number(partitions) === taskPartitions) return undefined;
  return (
    `TASK_PARTITIONS: "${taskPartitions}" is not allowed; the tasks of KEY_PREFIX=${keyPrefix} in this Redis ` +
    `are divided by ${partitions}`
  );
}
