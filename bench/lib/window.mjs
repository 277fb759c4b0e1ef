/** As many as `observe` in src/tasks/lua/keys.lua keeps; a test holds the two together. */
const OBSERVATIONS = 32;

/** The durations kept after one more was observed, newest first. */
export function remember(kept, durationMs) {
  return [durationMs, ...kept].slice(0, OBSERVATIONS);
}
