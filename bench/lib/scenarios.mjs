import { seeded } from './fleet.mjs';

const SECOND = 1000;

/** Standard normal, by Box and Muller. */
const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const LEARNING = 20;
const COUNT = 600;

/** What timers and writes add to each task. */
const overhead = (random) => 30 + 60 * random();

const constant = (seconds) => (random) => seconds * SECOND + overhead(random);
const lognormal = (median, sigma) => (random) =>
  median * SECOND * Math.exp(sigma * normal(random)) + overhead(random);
const either = (share, one, other) => (random) => (random() < share ? one : other)(random);
const shift = (before, after) => (random, n) => (n < COUNT / 2 ? before : after)(random);

/**
 * What is replayed: how long the n-th task takes, on how many slots, and how much of what they can do arrives (above 1
 * the queue grows). `steady` ones are held to the bars for steady durations. The first tasks of each only teach.
 */
const ALL = [
  { name: 'constant 8 s', duration: constant(8), steady: true },
  { name: 'constant 75 s', duration: constant(75), steady: true },
  { name: 'constant 10 min', duration: constant(600), steady: true },
  { name: '19 to 21 s', duration: (random) => 19_000 + 2_000 * random(), steady: true },
  { name: 'quick, 10 to 20 ms', duration: (random) => 10 + 10 * random() },
  { name: 'lognormal, 8 s, σ 0.25', duration: lognormal(8, 0.25) },
  { name: 'lognormal, 20 s, σ 0.5', duration: lognormal(20, 0.5) },
  { name: 'lognormal, 60 s, σ 1', duration: lognormal(60, 1), slots: 20 },
  { name: 'bimodal, 3 s or 40 s', duration: either(0.6, constant(3), constant(40)) },
  { name: 'bimodal, 5 s or 60 s, σ 0.1', duration: either(0.5, lognormal(5, 0.1), lognormal(60, 0.1)) },
  { name: '10 s, 3 % of them 80 s', duration: either(0.97, constant(10), constant(80)) },
  { name: 'a growing queue, 8 s', duration: constant(8), slots: 4, load: 1.2 },
  { name: 'a growing queue, lognormal, 8 s, σ 0.5', duration: lognormal(8, 0.5), slots: 4, load: 1.2 },
  { name: 'a shift from 8 s to 30 s', duration: shift(constant(8), constant(30)) },
  { name: 'a shift from 30 s to 8 s', duration: shift(constant(30), constant(8)) },
];

/** The tasks of each scenario by time of arrival; the same for the same seed. */
export function scenarios(seed) {
  return ALL.map(({ duration, slots = 10, load = 0.4, ...rest }, index) => {
    const random = seeded(100 * seed + index);
    const totals = Array.from({ length: COUNT }, (_, n) => duration(random, n));
    const mean = totals.reduce((sum, ms) => sum + ms, 0) / COUNT;
    let nowMs = 0;
    const arrivals = totals.map((totalMs) => {
      nowMs += (-Math.log(1 - random()) * mean) / slots / load;
      return { createdMs: nowMs, totalMs };
    });
    return { ...rest, arrivals, slots, random, learning: LEARNING };
  });
}
