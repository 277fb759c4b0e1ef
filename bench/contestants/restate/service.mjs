/**
 * Builds a car in three durable steps that take no time.
 *
 * Source: Restate documentation, "Durable steps", "Serving".
 */
// Node 20 has none, and without it the SDK waits for ever.
Promise.withResolvers ??= function withResolvers() {
  let resolve, reject;
  const promise = new Promise((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
};
const restate = await import('@restatedev/restate-sdk');

const TELL_MS = 50;
let built = 0;

const cars = restate.service({
  name: 'cars',
  handlers: {
    build: async (context, order) => {
      for (const step of ['reserve_parts', 'assemble', 'paint']) await context.run(step, () => step);
      built += 1;
      return { car_id: context.rand.uuidv4(), ...order };
    },
  },
});
setInterval(() => process.send?.(built), TELL_MS);
await restate.serve({ services: [cars], port: Number(process.env.PORT) });
