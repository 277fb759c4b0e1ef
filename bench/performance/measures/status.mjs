import { until } from '../../lib/stack.mjs';
import { placeOrders, untilEnded } from '../orders.mjs';
import { whileCounting } from '../processor.mjs';
import { inTurns } from '../rounds.mjs';
import { wrkReads } from '../wrk.mjs';

export const contestants = ['ours', 'p1', 'p2', 'p3', 'floor'];

const TASKS = 1_000;

/** `GET /tasks/{id}` from 64 connections: of finished tasks, and of those that wait, where the contestant has any. */
export async function measure(chosen, { rounds, seconds, warmUpSeconds, rewarmSeconds }) {
  const paths = new Map();
  const warmUp = (running, seconds) => {
    const { finished, waiting = [] } = paths.get(running);
    return wrkReads(running, [...finished, ...waiting], seconds);
  };
  return inTurns(chosen, rounds, {
    prepare: async (running) => {
      const finished = await placeOrders(running, TASKS);
      if (running.ended !== undefined) {
        await running.work();
        await untilEnded(running, TASKS);
        await running.rest();
      }
      // Until it has done them, and noted that, it answers with an error.
      if (running.isAlwaysAtWork) await untilAllAnswer(running, finished);
      const hasWaiting = running.ended !== undefined && !running.isAlwaysAtWork;
      const waiting = hasWaiting ? await placeOrders(running, TASKS) : undefined;
      paths.set(running, { finished, waiting });
      await warmUp(running, warmUpSeconds);
    },
    // As long for each kind of reads: V8 has dropped what it made for them while their process was frozen.
    rewarm: (running) => warmUp(running, 2 * rewarmSeconds),
    measure: async (running) => {
      const { finished, waiting } = paths.get(running);
      const figures = await read(running, finished, 'finished', seconds);
      return waiting === undefined
        ? figures
        : { ...figures, ...(await read(running, waiting, 'waiting', seconds)) };
    },
  });
}

async function untilAllAnswer({ url }, paths) {
  const answers = async (path) => (await fetch(`${url}${path}`)).ok;
  for (const path of paths) await until(`${path} answers`, () => answers(path));
}

async function read(running, paths, what, seconds) {
  const { result, total } = await whileCounting(running.pids(), () => wrkReads(running, paths, seconds));
  return {
    [`${what}, requests/s`]: result.perSecond,
    [`${what}, CPU s/1,000`]: (total / result.requests) * 1_000,
    [`${what}, p99 ms`]: result.p99Ms,
  };
}
