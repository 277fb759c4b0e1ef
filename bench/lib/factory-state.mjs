/** What the factory's books say, read from Redis after a run. */
export async function factoryState(redis, prefix = 'factory') {
  const base = `{${prefix}:cars}`;
  const [stock, reserved, byUid] = await Promise.all([
    redis.hgetall(`${base}:stock`),
    redis.hgetall(`${base}:reserved`),
    redis.hgetall(`${base}:by-uid`),
  ]);
  return {
    stock: Object.values(stock).map(Number),
    reserved: Object.keys(reserved).length,
    cars: Object.values(byUid).map(Number),
  };
}

/** Follows tasks with a few polls a second until all have ended; answers the last documents and every fall it saw. */
export async function watch(url, paths, { read, until, inParallel }, withinMs) {
  const last = new Map();
  const falls = [];
  const order = ['queued', 'active', 'finished'];
  await until(
    `${paths.length} tasks end`,
    async () => {
      const open = paths.filter((path) => !['finished', 'failed'].includes(last.get(path)?.status));
      await inParallel(open, 16, async (path) => {
        const { body } = await read(`${url}${path}`).catch(() => ({ body: undefined }));
        const before = last.get(path);
        if (body?.task_id === undefined) return;
        if (
          before &&
          (body.progress < before.progress || order.indexOf(body.status) < order.indexOf(before.status))
        ) {
          falls.push({ path, before, body });
        }
        last.set(path, body);
      });
      return open.length === 0;
    },
    withinMs,
  );
  return { documents: paths.map((path) => last.get(path)), falls };
}
