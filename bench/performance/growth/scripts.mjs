import { argumentsOf, Keys } from '../../../dist/platform/redis/index.js';
import { taskScript } from '../../../dist/tasks/task-script.js';

const keys = new Keys('factory', 1);
const BASE = [keys.tasks, keys.companion(keys.tasks)];
const NAMES = ['create', 'start', 'checkpoint', 'end', 'sweep', 'expire', 'read', 'list', 'cancel', 'opened'];
const SCRIPTS = new Map(NAMES.map((name) => [name, taskScript(name)]));

/** Runs one of the task store's scripts with each of these arguments, in one round trip; answers what each answered. */
export async function runEach(redis, name, argumentLists) {
  const { source, digest } = SCRIPTS.get(name);
  await redis.script('LOAD', source);
  const pipeline = redis.pipeline();
  for (const args of argumentLists) pipeline.evalsha(digest, BASE.length, ...BASE, ...argumentsOf([args]));
  const replies = await pipeline.exec();
  return replies.map(([error, answers]) => {
    if (error) throw error;
    return answers[0];
  });
}

/** What a command of Redis is called: a script by its own name. */
export const nameOf = ([command, digest]) =>
  [...SCRIPTS].find(([, script]) => script.digest === digest)?.[0] ?? command.toLowerCase();
