import { setTimeout as delay } from 'node:timers/promises';
import { rotated } from './rotated.mjs';

/** What was frozen gets its timers and connections in order before it is measured. */
const THAW_MS = 500;

/**
 * Opens these contestants, has `prepare` ready each, and then measures them in turns: `rounds` times, each time all of
 * them, so that whatever else the machine does meets all alike. Whose turn it is not is frozen: what it does by itself, or
 * works off of what it was asked, must not be what another is measured by. `rewarm` brings back what a machine took from it
 * meanwhile (memory, caches). Answers what `measure` answered, a list of
 * `{ [contestant]: { [figure]: number } }`, one a round.
 */
export async function inTurns(contestants, rounds, { env = {}, pinned = true, prepare, rewarm, measure }) {
  const opened = [];
  try {
    for (const contestant of contestants) {
      const running = await contestant.open(env, pinned);
      opened.push({ name: contestant.name, running });
      await prepare?.(running);
      freeze(running);
    }
    const measured = [];
    for (let n = 0; n < rounds; n += 1) {
      const round = {};
      for (const { name, running } of rotated(opened, n)) {
        await thaw(running);
        await rewarm?.(running);
        round[name] = await measure(running);
        freeze(running);
      }
      measured.push(round);
      console.log(`  round ${n + 1}: ${shown(round)}`);
    }
    return measured;
  } finally {
    for (const { running } of opened) await running.close();
  }
}

/** Does something again and again for so many seconds, once at least. */
export async function repeatedly(seconds, work) {
  const endMs = performance.now() + seconds * 1_000;
  do await work();
  while (performance.now() < endMs);
}

function freeze(running) {
  for (const pid of storeFirst(running).toReversed()) process.kill(pid, 'SIGSTOP');
}

async function thaw(running) {
  for (const pid of storeFirst(running)) process.kill(pid, 'SIGCONT');
  await delay(THAW_MS);
}

/** The store is thawed first and frozen last: nobody finds it silent. */
function storeFirst(running) {
  const { store, ...others } = running.pids();
  return [store, ...Object.values(others)];
}

const shown = (round) =>
  Object.entries(round)
    .map(([name, figures]) => {
      const values = Object.entries(figures).map(
        ([figure, value]) => `${figure} ${Number(value.toPrecision(3))}`,
      );
      return `${name} ${values.join(', ')}`;
    })
    .join(' | ');
