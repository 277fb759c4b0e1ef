import { cleanEnv } from 'envalid';
import { type ApiKeyEntry, NEEDED_FOR_AUTH } from './auth-variables.js';
import { ConfigurationError } from './configuration.error.js';
import { hideSecrets } from './hide-secrets.js';
import { ownVariables } from './own-variables.js';
import type { RedisTarget } from './redis-url.js';
import type { Specs, Values, Variable } from './variables.js';

/** More of a wrong value tells nobody more. */
const MAX_SHOWN = 100;

/** How clients say who they are. */
export interface AuthSettings {
  readonly mode: Values<typeof ownVariables>['AUTH'];
  readonly apiKeys: readonly ApiKeyEntry[];
  /** A URL, or the path of a file. */
  readonly jwks: string;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly operatorScope: string;
}

/** The configuration of a process: read once, validated, typed. Names carry their units. */
export class Settings {
  readonly host: string;
  readonly port: number;
  /** Without a slash at its end; empty for relative paths. */
  readonly publicUrl: string;
  /** As browsers send them; `*` alone for all, empty where CORS is off. */
  readonly corsOrigins: readonly string[];
  /** Addresses, ranges and the names of ranges that proxy-addr knows. */
  readonly trustedProxies: readonly string[];
  readonly auth: AuthSettings;
  readonly redisTarget: RedisTarget;
  /** PEM; empty for the authorities that Node trusts. */
  readonly redisTlsCa: string;
  readonly durability: Values<typeof ownVariables>['DURABILITY'];
  readonly redisTimeoutMs: number;
  readonly keyPrefix: string;
  readonly taskPartitions: number;
  readonly logLevel: Values<typeof ownVariables>['LOG_LEVEL'];
  /** Empty for all. */
  readonly workerKinds: readonly string[];
  readonly workerConcurrency: number;
  readonly healthPort: number;
  readonly leaseMs: number;
  readonly maxPickups: number;
  readonly retentionMs: number;
  readonly waitMaxMs: number;
  readonly heldMax: number;
  readonly heldMaxPerClient: number;
  readonly connectionsMax: number;
  readonly openTasksMax: number;
  readonly waitingTasksMax: number;
  readonly openTasksMaxPerClient: number;
  readonly taskRatePerClient: number;
  readonly taskBurstPerClient: number;
  readonly memoryMaxPercent: number;
  readonly shutdownDrainMs: number;
  readonly shutdownGraceMs: number;

  constructor(private readonly values: Readonly<Record<string, unknown>>) {
    const own = this.of(ownVariables);
    this.host = own.HOST;
    this.port = own.PORT;
    this.publicUrl = own.PUBLIC_URL;
    this.corsOrigins = own.CORS_ORIGINS;
    this.trustedProxies = own.TRUSTED_PROXIES;
    this.auth = authSettings(own);
    this.redisTarget = own.REDIS_URL;
    this.redisTlsCa = own.REDIS_TLS_CA_FILE;
    this.durability = own.DURABILITY;
    this.redisTimeoutMs = own.REDIS_TIMEOUT_MS;
    this.keyPrefix = own.KEY_PREFIX;
    this.taskPartitions = own.TASK_PARTITIONS;
    this.logLevel = own.LOG_LEVEL;
    this.workerKinds = own.WORKER_KINDS;
    this.workerConcurrency = own.WORKER_CONCURRENCY;
    this.healthPort = own.HEALTH_PORT;
    this.leaseMs = milliseconds(own.TASK_LEASE_SECONDS);
    this.maxPickups = own.TASK_MAX_PICKUPS;
    this.retentionMs = milliseconds(own.TASK_RETENTION_SECONDS);
    this.waitMaxMs = milliseconds(own.WAIT_MAX_SECONDS);
    this.heldMax = own.HELD_MAX;
    this.heldMaxPerClient = own.HELD_MAX_PER_CLIENT;
    this.connectionsMax = own.CONNECTIONS_MAX;
    this.openTasksMax = own.OPEN_TASKS_MAX;
    this.waitingTasksMax = own.WAITING_TASKS_MAX;
    this.openTasksMaxPerClient = own.OPEN_TASKS_MAX_PER_CLIENT;
    this.taskRatePerClient = own.TASK_RATE_PER_CLIENT;
    this.taskBurstPerClient = own.TASK_BURST_PER_CLIENT;
    this.memoryMaxPercent = own.MEMORY_MAX_PERCENT;
    this.shutdownDrainMs = milliseconds(own.SHUTDOWN_DRAIN_SECONDS);
    this.shutdownGraceMs = milliseconds(own.SHUTDOWN_GRACE_SECONDS);
  }

  /** The values of a resource's own variables. Errors: throws for variables that were not read at start. */
  of<S extends Specs>(specs: S): Values<S> {
    const missing = Object.keys(specs).filter((name) => !(name in this.values));
    if (missing.length > 0) throw new Error(`not among the variables read at start: ${missing.join(', ')}`);
    return Object.fromEntries(Object.keys(specs).map((name) => [name, this.values[name]])) as Values<S>;
  }
}

function authSettings(own: Values<typeof ownVariables>): AuthSettings {
  return {
    mode: own.AUTH,
    apiKeys: own.API_KEYS,
    jwks: own.JWT_JWKS,
    issuer: own.JWT_ISSUER,
    audience: own.JWT_AUDIENCE,
    algorithms: own.JWT_ALGORITHMS,
    operatorScope: own.JWT_OPERATOR_SCOPE,
  };
}

/**
 * Reads the environment: the service's own variables and those of its resources. One that is empty counts as not set.
 *
 * Errors: ConfigurationError with all faults at once.
 */
export function readSettings(env: NodeJS.ProcessEnv, resources: readonly Specs[]): Settings {
  const variables = allVariables(resources);
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const specs = Object.fromEntries(Object.entries(variables).map(([name, { spec }]) => [name, spec]));
  const values = cleanEnv(given, specs, {
    reporter: ({ errors }) => {
      const faults = Object.keys(errors).map((name) => faultOf(name, variables[name], given[name]));
      if (faults.length > 0) throw new ConfigurationError(faults);
    },
  });
  refuseMissing(given);
  return new Settings({ ...values });
}

/** Some variables must be set only where another is. */
function refuseMissing(given: Readonly<Record<string, string | undefined>>): void {
  const auth = given['AUTH']?.trim() ?? 'none';
  const missing = (NEEDED_FOR_AUTH[auth] ?? []).filter((name) => given[name] === undefined);
  const faults = missing.map((name) => `${name}: "" is not allowed; AUTH=${auth} needs it`);
  if (faults.length > 0) throw new ConfigurationError(faults);
}

/** Every variable there is: the service's own, then those of resources. Errors: throws when a name is given twice. */
export function allVariables(resources: readonly Specs[]): Specs {
  const all: Record<string, Variable<unknown>> = {};
  for (const [name, variable] of [ownVariables, ...resources].flatMap((specs) =>
    Object.entries<Variable<unknown>>(specs),
  )) {
    if (name in all) throw new Error(`the environment variable ${name} is declared twice`);
    all[name] = variable;
  }
  return all;
}

/** Whole, since 1.001 times 1000 is not quite 1001. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1_000);
}

function faultOf(name: string, variable: Variable<unknown> | undefined, value = ''): string {
  const shown = { nothing: value.slice(0, MAX_SHOWN), password: hideSecrets(value), all: '***' };
  return `${name}: ${JSON.stringify(shown[variable?.secret ?? 'nothing'])} is not allowed; ${variable?.allowed ?? ''}`;
}
