import { Fault } from './fault.mjs';

const isWhole = (from, to) => (text) => /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to;

/** One server; or sentinels or nodes of a cluster, which are several and no URL in Node's eyes. The service looks closer. */
const isRedisUrl = (text) =>
  (URL.canParse(text) && /^rediss?:\/\/./.test(text)) || /^rediss?-(sentinel|cluster):\/\/./.test(text);

const variables = {
  PORT: { unset: '3000', isRight: isWhole(1, 65_535), allowed: 'a whole number from 1 to 65535' },
  WORKERS: { unset: '2', isRight: isWhole(0, 64), allowed: 'a whole number from 0 to 64' },
  REDIS_URL: {
    unset: '',
    isRight: (text) => text === '' || isRedisUrl(text),
    allowed: 'redis://host:port, redis-sentinel://… or redis-cluster://…, or nothing',
  },
};

/** A URL without the name and password in it. */
export const withoutSecrets = (url) => url.replace(/\/\/.*@/, '//');

/**
 * What of the environment is for `npm start` itself; everything else is for the processes that it starts.
 *
 * Errors: Fault, which names all wrong values at once.
 */
export function readSettings(env) {
  const values = Object.entries(variables).map(([name, rule]) => ({
    name,
    ...rule,
    text: env[name] || rule.unset,
  }));
  const wrong = values.filter(({ isRight, text }) => !isRight(text));
  if (wrong.length > 0) {
    const lines = wrong.map(
      ({ name, text, allowed }) => `${name}="${withoutSecrets(text)}": must be ${allowed}.`,
    );
    throw new Fault(lines.join('\n'));
  }
  const [port, workers, redisUrl] = values.map(({ text }) => text);
  return { port: Number(port), workers: Number(workers), redisUrl, host: env.HOST };
}
