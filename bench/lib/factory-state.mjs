/** What the factory's books say, read from Redis after a run. */
export async function factoryState(redis, prefix = 'factory') {
  const base = `{${prefix}:cars}`;
  const orders = await redis.keys(`${base}:order:*`);
  const parts = await Promise.all(orders.map((order) => redis.hget(order, 'parts')));
  const cars = await redis.keys(`${base}:car:*`);
  return {
    stock: Object.values(await redis.hgetall(`${base}:stock`)).map(Number),
    reserved: parts.filter((state) => state === 'reserved' || state === 'scrapped').length,
    cars: cars.map((key) => Number(key.slice(`${base}:car:`.length))),
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
