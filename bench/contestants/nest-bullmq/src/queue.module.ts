import { BullModule } from '@nestjs/bullmq';

export const CARS = 'cars';

const { hostname, port } = new URL(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379');

/** The connection, and the queue of both processes. */
export const queueModules = [
  BullModule.forRoot({ connection: { host: hostname, port: Number(port) } }),
  BullModule.registerQueue({ name: CARS }),
];
