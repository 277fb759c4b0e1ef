/**
 * Compares this service with what else one could build it on, in one run, as ratios.
 *
 *   npm run bench:performance                    everything, about an hour
 *   npm run bench:performance -- accept status   these measures only
 *   ROUNDS=9 npm run bench:performance -- work   with as many rounds
 *   ONLY=ours,p1 npm run bench:performance -- accept   with these contestants only
 *
 *   OUT=scaling.json npm run bench:performance -- cluster   adds these figures to a file of bench/performance/results
 *
 * Needs the build, redis-server, wrk and taskset, and two processors. A run of everything writes its figures to
 * bench/performance/results, from which docs/performance.md is made (`npm run bench:report`).
 */
import { BARS, limitOf, majorOf, meets } from './bars.mjs';
import { keep } from './keep.mjs';
import { machine } from './machine.mjs';
import { named } from './measured.mjs';
import { ratioOf, shown } from './ratios.mjs';

const MEASURES = [
  'accept',
  'status',
  'work',
  'two-workers',
  'life',
  'wait',
  'bytes',
  'page',
  'start',
  'growth',
  'cluster',
  'connections',
];
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const EXTENT = {
  rounds: ROUNDS,
  seconds: Number(process.env.SECONDS ?? 5),
  warmUpSeconds: 10,
  rewarmSeconds: 3,
  tasks: Number(process.env.TASKS ?? 20_000),
  listed: Number(process.env.LISTED ?? 500_000),
};

const only = process.env.ONLY?.split(',');
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !MEASURES.includes(name));
if (unknown.length > 0) {
  console.error(`No such measure: ${unknown.join(', ')}. There are: ${MEASURES.join(', ')}`);
  process.exit(2);
}

const where = machine();
const results = { ...where, rounds: ROUNDS, measures: {}, notes: {} };
/** What a measure has to say beside its figures. */
const note = (name, value) => {
  results.notes[name] = value;
  console.log(`  ${name}: ${JSON.stringify(value)}`);
};
let missed = 0;
for (const name of asked.length > 0 ? asked : MEASURES) {
  console.log(`\n== ${name}`);
  const { contestants, measure } = await import(`./measures/${name}.mjs`);
  const chosen = contestants.filter((one) => only === undefined || only.includes(one));
  const measured = await measure(named(...chosen), { ...EXTENT, note });
  results.measures[name] = measured;
  for (const bar of BARS.filter((one) => one.measure === name && chosen.includes(one.against))) {
    const ratio = ratioOf(measured, bar.figure, bar.against, bar.of);
    const met = meets(bar, ratio.median, where.node);
    if (!met) missed += 1;
    const limit = `${bar.sense} ${limitOf(bar, where.node)}`;
    console.log(
      `${met ? 'ok  ' : 'MISS'}  ${bar.figure} against ${bar.against}: ${shown(ratio)} (bar: ${limit})`,
    );
  }
}
const whole = asked.length === 0 && only === undefined ? `node-${majorOf(where.node)}.json` : undefined;
const out = process.env.OUT ?? whole;
if (out !== undefined) await keep(new URL(out, new URL('results/', import.meta.url)), results);
process.exitCode = missed === 0 ? 0 : 1;
