import { rotated } from './rotated.mjs';

/**
 * Opens these contestants and leaves them all awake: each operation is done by one after the other before the next is, so
 * that both meet the same moment of the machine. What `prepare` answers of a contestant is handed to its operations. The first
 * round only warms up. `finish` is called with all of them in the end.
 * Answers what inTurns answers: a list of `{ [contestant]: { [figure]: number } }`, one a round.
 */
export async function sideBySide(contestants, rounds, { prepare, operations, finish }) {
  const opened = [];
  const running = [];
  try {
    for (const { name, open } of contestants) {
      const one = await open({});
      running.push(one);
      opened.push({ name, prepared: await prepare(one) });
    }
    await oneRound(opened, 0, operations);
    const measured = [];
    for (let n = 0; n < rounds; n += 1) {
      measured.push(await oneRound(opened, n, operations));
      console.log(`  round ${n + 1}: ${JSON.stringify(measured.at(-1))}`);
    }
    await finish?.(opened);
    return measured;
  } finally {
    for (const one of running) await one.close();
  }
}

async function oneRound(opened, n, operations) {
  const round = Object.fromEntries(opened.map(({ name }) => [name, {}]));
  for (const operation of operations) {
    for (const { name, prepared } of rotated(opened, n)) {
      Object.assign(round[name], await operation(prepared));
    }
  }
  return round;
}
