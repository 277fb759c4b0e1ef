/**
 * What one writes first: Express in front of BullMQ, waiting for the job as BullMQ's documentation says. It keeps the
 * promises of neither 202 nor of idempotency, lists or cancels; it is here for what the bare libraries take.
 *
 * Source: BullMQ guide, "Queues", "Returning job data" (`job.waitUntilFinished`).
 */
import { Queue, QueueEvents } from 'bullmq';
import express from 'express';
import { connection, QUEUE } from './queue.mjs';

const WAIT_MS = 20_000;

const queue = new Queue(QUEUE, { connection });
const queueEvents = new QueueEvents(QUEUE, { connection });
await queueEvents.waitUntilReady();

const app = express();
app.get('/health/ready', (_request, response) => response.json({ status: 'ok' }));
app.post('/cars', express.json(), async (request, response) => {
  const job = await queue.add('build', request.body);
  const car = await job.waitUntilFinished(queueEvents, WAIT_MS);
  response.status(201).location(`/cars/${car.car_id}`).json(car);
});
app.listen(Number(process.env.PORT), process.env.HOST);
