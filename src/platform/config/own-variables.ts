import { authVariables } from './auth-variables.js';
import { certificateFile } from './certificate-file.js';
import { limitVariables } from './limit-variables.js';
import { addressRanges, origins } from './network-variables.js';
import { redisTarget } from './redis-url.js';
import { choice, integer, names, seconds, text, url } from './variables.js';

const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 365 * DAY_SECONDS;

/** From the least to the most quiet. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Every environment variable of the service itself; resources add theirs. */
export const ownVariables = {
  PORT: integer({
    default: 3000,
    min: 0,
    max: 65_535,
    desc: 'Where the API listens; 0 takes any free port.',
  }),
  HOST: text({
    default: '0.0.0.0',
    allowed: 'an address or host name of this machine',
    pattern: /^[A-Za-z0-9.:_-]{1,253}$/,
    desc: 'The address the API and the health endpoints listen on.',
  }),
  PUBLIC_URL: url({
    default: '',
    allowed: 'an http or https URL, or empty',
    schemes: ['http:', 'https:'],
    desc: 'Put before every path in Location, Content-Location and Link; empty for relative ones.',
  }),
  CORS_ORIGINS: origins({
    desc: 'The web pages whose scripts may use the API (CORS); empty for none, * for all.',
  }),
  TRUSTED_PROXIES: addressRanges({
    desc: 'The proxies that are believed what they say of the address of their client; empty for none.',
  }),
  ...authVariables,
  REDIS_URL: redisTarget({ default: 'redis://127.0.0.1:6379', desc: 'The Redis that holds everything.' }),
  REDIS_TLS_CA_FILE: certificateFile({
    desc: 'Whose certificates of Redis (and sentinels) are trusted with TLS, where it is not a public authority.',
  }),
  DURABILITY: choice(['local', 'replica'] as const, {
    default: 'local',
    desc: 'Where a task must be before it is accepted: in Redis, or in one of its replicas too.',
  }),
  REDIS_TIMEOUT_MS: integer({
    default: 1000,
    min: 10,
    max: 60_000,
    desc: 'How long the API waits for an answer of Redis before it answers 503, in milliseconds.',
  }),
  KEY_PREFIX: text({
    default: 'factory',
    allowed: '1 to 32 letters, digits, - and _',
    pattern: /^[A-Za-z0-9_-]{1,32}$/,
    desc: 'Begins every key in Redis, so that several services can share one.',
  }),
  TASK_PARTITIONS: integer({
    default: 1,
    min: 1,
    max: 64,
    desc: 'Into how many parts the tasks are divided, for the nodes of a Redis Cluster; the same for ever.',
  }),
  LOG_LEVEL: choice(LOG_LEVELS, { default: 'info', desc: 'The least level that is logged.' }),
  WORKERS: integer({ default: 2, min: 0, max: 64, desc: 'How many worker processes `npm start` runs.' }),
  WORKER_KINDS: names({ desc: 'The kinds of task a worker takes.' }),
  WORKER_CONCURRENCY: integer({
    default: 10,
    min: 1,
    max: 10_000,
    desc: 'How many tasks of each kind a worker runs at once.',
  }),
  HEALTH_PORT: integer({
    default: 3001,
    min: 0,
    max: 65_535,
    desc: 'Where a process tells its health in detail; not for clients.',
  }),
  TASK_LEASE_SECONDS: seconds({
    default: 5,
    min: 1,
    max: 3_600,
    desc: "How long a silent worker keeps its tasks; a killed worker's tasks go on after about as long.",
  }),
  TASK_MAX_PICKUPS: integer({
    default: 5,
    min: 1,
    max: 1_000,
    desc: 'How often a task may be begun without getting further before it is given up.',
  }),
  TASK_RETENTION_SECONDS: seconds({
    default: DAY_SECONDS,
    min: 1,
    max: YEAR_SECONDS,
    desc: 'How long an ended task can be read.',
  }),
  WAIT_MAX_SECONDS: seconds({
    default: 25,
    min: 0,
    max: 3_600,
    desc: 'How long `Prefer: wait` may hold an answer at most; less than load balancers allow an idle connection.',
  }),
  HELD_MAX: integer({
    default: 20_000,
    min: 0,
    max: 1_000_000,
    desc: 'How many held waits and event streams an API process has at once.',
  }),
  HELD_MAX_PER_CLIENT: integer({
    default: 1_000,
    min: 0,
    max: 1_000_000,
    desc: 'How many of those one client has at once.',
  }),
  ...limitVariables,
  SHUTDOWN_DRAIN_SECONDS: seconds({
    default: 5,
    min: 0,
    max: 600,
    desc: 'How long the API still serves after SIGTERM, unready, until balancers have taken notice.',
  }),
  SHUTDOWN_GRACE_SECONDS: seconds({
    default: 10,
    min: 0,
    max: 3_600,
    desc: 'How long running steps and open requests may take to end after SIGTERM.',
  }),
};
