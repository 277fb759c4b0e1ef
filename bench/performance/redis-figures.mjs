/** What a Redis says of itself since it was started. */
export async function redisFigures(redis) {
  const info = await redis.info('everything');
  const number = (field) => Number(new RegExp(`^${field}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0);
  return {
    cpu: number('used_cpu_sys') + number('used_cpu_user'),
    commands: number('total_commands_processed'),
    published: Number(/^cmdstat_spublish:calls=(\d+)/m.exec(info)?.[1] ?? 0),
    // Buffers of connections and of the file are not what is kept.
    kept: number('used_memory_dataset'),
    written: number('aof_current_size'),
    received: number('total_net_input_bytes'),
    sent: number('total_net_output_bytes'),
  };
}

/** What each of several took meanwhile, in their order: a list of what redisFigures answers. */
export async function whileRedisCounts(redises, work) {
  const before = await Promise.all(redises.map(redisFigures));
  const result = await work();
  const after = await Promise.all(redises.map(redisFigures));
  const used = after.map((now, n) =>
    Object.fromEntries(Object.entries(now).map(([name, value]) => [name, value - before[n][name]])),
  );
  return { result, used };
}

export const sumOf = (used, name) => used.reduce((sum, one) => sum + one[name], 0);
