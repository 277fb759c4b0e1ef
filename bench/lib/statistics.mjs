/** The value below which the given share of the values lies; 0.5 is the median. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export const median = (values) => quantile(values, 0.5);

/** Prints a figure beside its bar and remembers whether any bar was missed. */
export class Report {
  failed = false;

  figure(name, value, bar, met) {
    if (!met) this.failed = true;
    console.log(`${met ? 'ok  ' : 'MISS'}  ${name}: ${value} (bar: ${bar})`);
  }

  end() {
    process.exitCode = this.failed ? 1 : 0;
  }
}
