const MS_PER_SECOND = 1_000;

const MS_PER_MINUTE = 60_000;

/** `YYYY-MM-DDTHH:MM:`, the part that most times of one document have in common. */
const MINUTE_LENGTH = 17;

const SECONDS = Array.from({ length: 60 }, (_, second) => `${String(second).padStart(2, '0')}.`);

const MILLISECONDS = Array.from({ length: MS_PER_SECOND }, (_, ms) => `${String(ms).padStart(3, '0')}Z`);

let minute = Number.NaN;
let minuteText = '';

/**
 * A time as `Date.toISOString` writes it (RFC 3339), of which a document has nine. That takes 440 ns each, 4 % of what
 * answering with a finished task costs; this takes 20.
 *
 * Units: epoch milliseconds.
 */
export function timestamp(epochMs: number): string {
  const minuteOf = Math.floor(epochMs / MS_PER_MINUTE);
  if (minuteOf !== minute) {
    minuteText = new Date(epochMs).toISOString().slice(0, MINUTE_LENGTH);
    minute = minuteOf;
  }
  const rest = Math.floor(epochMs) - minuteOf * MS_PER_MINUTE;
  const second = Math.floor(rest / MS_PER_SECOND);
  return `${minuteText}${SECONDS[second]}${MILLISECONDS[rest - second * MS_PER_SECOND]}`;
}
