import { median } from '../lib/statistics.mjs';

/** Our figure, or that of another state of ours, over another contestant's, round by round: `{ median, min, max }`. */
export function ratioOf(measured, figure, against, of = 'ours') {
  const ratios = measured.map((round) => round[of][figure] / round[against][figure]);
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

/** A ratio as it is told: the median, and from where to where. */
export const shown = ({ median: middle, min, max }) =>
  `${middle.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;

/** The median of a contestant's own figure. */
export const medianOf = (measured, contestant, figure) =>
  median(measured.map((round) => round[contestant][figure]));
