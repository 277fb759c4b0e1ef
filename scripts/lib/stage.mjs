/** Seconds since a moment of `performance.now()`, as a person reads them. */
export const secondsSince = (startedAt) => `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;

/** Shows on one line that a piece of work runs, and how long it took or that it failed. */
export async function stage(title, work) {
  const startedAt = performance.now();
  process.stdout.write(`${title} … `);
  try {
    const result = await work();
    process.stdout.write(`${secondsSince(startedAt)}\n`);
    return result;
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  }
}
