import { join } from 'node:path';
import { Fault } from './fault.mjs';
import { startPrivateRedis } from './private-redis.mjs';
import { root } from './project.mjs';
import { redisAnswers } from './redis-ping.mjs';
import { withoutSecrets } from './settings.mjs';
import { until } from './until.mjs';

/** The git-ignored folder of the private Redis, which outlives `npm start`. */
export const dataFolder = join('.data', 'redis');

const reachableWithinMs = 5_000;

async function useGiven(url) {
  const shown = withoutSecrets(url);
  if (await until(() => redisAnswers(url), reachableWithinMs))
    return { url, description: `${shown} (from REDIS_URL)` };
  throw new Fault(
    `No Redis answers at ${shown}. Start it, correct REDIS_URL, or unset it to get a private Redis.`,
  );
}

async function usePrivate(context) {
  const { url } = await startPrivateRedis(join(root, dataFolder), context);
  return { url, description: `${url}, its data is kept in ${dataFolder}` };
}

/**
 * A Redis that answers: the one at `givenUrl`, otherwise a private one in the data folder. Answers its URL and what to say of it.
 *
 * Errors: Fault, which says what to do, when there is none to be had.
 */
export const provideRedis = (givenUrl, context) => (givenUrl ? useGiven(givenUrl) : usePrivate(context));
