export const QUEUE = 'bare-cars';

const { hostname, port } = new URL(process.env.REDIS_URL);

/** BullMQ's workers ask for the last of these options. */
export const connection = { host: hostname, port: Number(port), maxRetriesPerRequest: null };
