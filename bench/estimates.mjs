/**
 * Replays distributions of durations against the estimator, and compares a client that obeys `Wait` with clients that
 * ask at fixed intervals or back off.
 *
 *   node bench/estimates.mjs        virtual time and seeded: the same figures every time, within seconds, no Redis
 *   node bench/estimates.mjs 7      the same with another seed
 *
 * A request takes 10 ms. A client that is told `Wait: 0` asks again after 0.2 s. Requests include the POST. A fixed
 * interval notices as soon when its delay is no longer at the median or at the 90th percentile.
 */
import { estimateOf } from '../dist/tasks/index.js';
import { Fleet } from './lib/fleet.mjs';
import { scenarios } from './lib/scenarios.mjs';
import { quantile, Report } from './lib/statistics.mjs';

const REQUEST_MS = 10;
const POLITE_MS = 200;
/** What is declared of the steps; it counts until something was observed. */
const PLAN = [
  { name: 'reserve_parts', expectedMs: 3_000 },
  { name: 'assemble', expectedMs: 6_000 },
  { name: 'paint', expectedMs: 3_000 },
];

const every = (seconds) => () => seconds * 1000;
/** Milliseconds from the n-th answer about a task, which showed `view`, to the next request. */
const STRATEGIES = {
  Wait: (_n, { task, around, nowMs }) => {
    const { waitSeconds } = estimateOf(task, PLAN, around, nowMs);
    return waitSeconds === 0 ? POLITE_MS : waitSeconds * 1000;
  },
  'every 1 s': every(1),
  'every 5 s': every(5),
  'every 30 s': every(30),
  '1, 2, 4 … 60 s': (n) => Math.min(60, 2 ** n) * 1000,
};

/** Follows one task as a client does; answers how often it asked and how late it noticed the end. */
function follow(fleet, task, pauseMs) {
  let readMs = task.createdMs;
  for (let requests = 1; ; requests += 1) {
    if (readMs >= task.endedMs) {
      const wholeMs = task.endedMs - task.createdMs;
      const lateMs = readMs + REQUEST_MS / 2 - task.endedMs;
      return { requests, lateMs, share: lateMs / wholeMs, ofBar: lateMs / Math.max(1_000, 0.05 * wholeMs) };
    }
    readMs += REQUEST_MS + pauseMs(requests - 1, fleet.view(task, readMs));
  }
}

function figuresOf(strategy, followed) {
  const of = (figure) => followed.map((one) => one[figure]);
  const at = (figure, share) => quantile(of(figure), share);
  return {
    strategy,
    median: at('requests', 0.5),
    mean: of('requests').reduce((sum, n) => sum + n, 0) / followed.length,
    late: [at('lateMs', 0.5), at('lateMs', 0.9)],
    share: [at('share', 0.5), at('share', 0.9)],
    ofBar: at('ofBar', 0.9),
  };
}

function line({ strategy, median, mean, late, share }) {
  const seconds = late.map((ms) => (ms / 1000).toFixed(2).padStart(7)).join('');
  const percent = share.map((value) => `${(100 * value).toFixed(0)} %`.padStart(10)).join('');
  return `      ${strategy.padEnd(15)}${String(median).padStart(7)}${mean.toFixed(1).padStart(8)}${seconds}${percent}`;
}

/** Holds `Wait` to its bars. Every fixed interval is named, also those that notice later. */
function judge(report, { name, steady }, [ours, ...others]) {
  if (steady) {
    report.figure(`${name}: requests, median`, ours.median, '<= 3', ours.median <= 3);
    report.figure(`${name}: delay p90 / max(1 s, 5 %)`, ours.ofBar.toFixed(2), '<= 1', ours.ofBar <= 1);
  }
  for (const other of others.filter(({ strategy }) => strategy.startsWith('every'))) {
    const asSoon = other.late.some((ms, n) => ms <= ours.late[n]);
    const fewer = ours.mean < other.mean && ours.median <= other.median;
    const requests = `${ours.mean.toFixed(1)} requests to ${other.mean.toFixed(1)}`;
    if (asSoon) report.figure(`${name}: ${other.strategy} notices as soon`, requests, 'fewer', fewer);
    else console.log(`      ${other.strategy} notices later (${requests})`);
  }
}

const report = new Report();
console.log(
  `      ${'requests:'.padEnd(15)} median    mean   delay: p50 s, p90 s   of the duration: p50, p90`,
);
for (const scenario of scenarios(Number(process.argv[2] ?? 1))) {
  const fleet = new Fleet(scenario);
  const followed = fleet.tasks.slice(scenario.learning);
  const rows = Object.entries(STRATEGIES).map(([strategy, pauseMs]) =>
    figuresOf(
      strategy,
      followed.map((task) => follow(fleet, task, pauseMs)),
    ),
  );
  console.log(`\n${scenario.name}`);
  for (const row of rows) console.log(line(row));
  judge(report, scenario, rows);
}
report.end();
