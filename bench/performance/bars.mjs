import { OPERATIONS } from './growth/operations.mjs';

/**
 * What is to be reached: our figure over another's in the same round, at least or at most so much, by major version of
 * Node. `measure` and `figure` as bench/performance/measures names them;
 * `of` is whose figure it is where it is not `ours`.
 */
const atLeast = (measure, figure, against, node20, node24 = node20) => ({
  measure,
  figure,
  against,
  sense: '>=',
  limits: { 20: node20, 24: node24 },
});
const atMost = (...bar) => ({ ...atLeast(...bar), sense: '<=' });

/** What may not grow with the number of tasks; some of it is room for the caches of the processor. */
const GROWTH = 1.3;
const steady = (operation) => ({
  ...atMost('growth', `${operation}, CPU s/1,000`, 'small', GROWTH),
  of: 'large',
});

export const BARS = [
  atLeast('accept', 'requests/s', 'p1', 3, 1.5),
  atMost('accept', 'CPU s/1,000', 'p1', 0.35, 0.7),
  atLeast('status', 'finished, requests/s', 'p1', 4.5, 2),
  atLeast('status', 'waiting, requests/s', 'p1', 4.5, 2),
  atLeast('status', 'finished, requests/s', 'p3', 1.2),
  atLeast('work', 'tasks/s', 'p1', 1),
  atLeast('two-workers', 'tasks/s', 'p1', 1.5),
  atMost('life', 'CPU s/1,000', 'p1', 0.6, 0.8),
  atMost('life', 'CPU s/1,000', 'p3', 0.2, 0.3),
  atMost('wait', 'p50 ms', 'p1', 0.75),
  atMost('bytes', 'bytes kept', 'p1', 0.6),
  atMost('bytes', 'bytes written', 'p1', 0.6),
  atMost('page', 'CPU s/1,000', 'p1', 0.15, 0.2),
  atMost('start', 'first 202, ms', 'p1', 1.5),
  atMost('start', 'memory, MiB', 'p1', 1.2),
  ...Object.keys(OPERATIONS).map(steady),
  { ...atMost('cluster', 'Redis, CPU s/1,000', 'one-1', 1.15), of: 'cluster-3-3' },
  { ...atMost('cluster', 'most CPU', 'one-1', 1.1), of: 'cluster-3-3' },
  { ...atLeast('cluster', 'least CPU', 'one-1', 0.9), of: 'cluster-3-3' },
];

/** Whether a ratio meets a bar with this Node; a version without a bar of its own has that of 24. */
export function meets({ sense, limits }, ratio, node) {
  const limit = limitOf({ limits }, node);
  return sense === '>=' ? ratio >= limit : ratio <= limit;
}

export const limitOf = ({ limits }, node) => limits[majorOf(node)] ?? limits[24];

/** The major version in `v20.19.0`. */
export const majorOf = (node) => /^v(\d+)/.exec(node)[1];
