import type { LuaScript, RedisProvider } from '../../../src/platform/redis/index.js';
import { taskScript } from '../../../src/tasks/task-script.js';
import { stored } from '../../support/record.js';
import type { Row } from '../keyspace.js';
import type { Reply } from '../store.api-model.js';
import type { StoreModel } from '../store.model.js';

type Args = readonly (string | number)[];

/** What workers run, by the digest of the script they send. */
const NAMES: ReadonlyMap<string, string> = new Map(
  ['start', 'checkpoint', 'end', 'renew', 'release', 'decline', 'count', 'sweep', 'leave', 'expire'].map(
    (name) => [taskScript(name).digest, name],
  ),
);

/** A process's way to the store: the call is carried out when its turn comes, and its answer heard later. */
export type Send = (what: string, call: () => unknown) => Promise<unknown>;

/** How the scripts are carried out: by the model, watched by whoever wants to compare before and after. */
export type CarryOut = (script: string, args: readonly string[]) => unknown;

/** What a worker takes for its connection to Redis. */
export function connectionTo(send: Send, carryOut: CarryOut): RedisProvider {
  const run = (script: LuaScript, _key: string, args: Args): Promise<unknown> => {
    const name = NAMES.get(script.digest) ?? '';
    return send(`${name} ${args.slice(0, 2).join(' ')}`, () => carryOut(name, args.map(String)));
  };
  const partition = { tasks: 'model', grants: (worker: string) => `:grants:${worker}` };
  const keys = { partitions: [partition], partition: () => partition, partitionOf: () => 0 };
  return { run, keys } as unknown as RedisProvider;
}

/** Carries a script out on the model, and answers as Redis would. */
export function carriedOut(model: StoreModel, script: string, args: readonly string[]): unknown {
  return packed(answer(model, script, args));
}

function answer(model: StoreModel, script: string, args: readonly string[]): Reply {
  const at = (n: number): string => args[n] ?? '';
  switch (script) {
    case 'start':
      return model.start(at(2));
    case 'checkpoint':
      return model.checkpoint(at(0), at(1), at(2), Number(at(3)), [at(4), at(5)]);
    case 'end':
      return model.end(at(0), at(1), [at(2), at(3), at(6)], at(9));
    case 'count':
      return model.count(at(0), at(1), at(2) === '1');
    case 'release':
      return model.release(at(0), at(1));
    case 'decline':
      return model.decline(at(0), at(1), Number(at(2)));
    case 'renew':
      return renew(model, args.slice(1));
    case 'sweep':
      return model.sweep(at(0), Number(at(9)), Number(at(8)), at(4));
    case 'leave':
      model.workers.delete(at(0));
      model.idle.delete(at(0));
      return 1;
    case 'expire':
      return 0;
    default:
      throw new Error(`the model has no script ${script}`);
  }
}

function renew(model: StoreModel, beats: readonly string[]): Reply {
  const answers: Reply[] = [];
  for (let i = 0; i < beats.length; i += 4) {
    const [id = '', attempt = '', progress = '', tried = ''] = beats.slice(i, i + 4);
    answers.push(...(model.renew(id, attempt, Number(progress), tried) as Reply[]));
  }
  return answers;
}

/** Records as scripts pack them. */
function packed(reply: Reply): unknown {
  if (Array.isArray(reply)) return reply.map((part: Reply) => packed(part));
  if (typeof reply !== 'object' || reply === null) return reply;
  return Object.entries(stored(reply as Row))
    .flat()
    .join('\0');
}
