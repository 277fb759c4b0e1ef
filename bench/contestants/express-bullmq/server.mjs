/**
 * What one writes first: Express in front of BullMQ. It validates nothing, and keeps the promises of neither idempotency
 * nor cancels; it is here for what the bare libraries take.
 *
 * Source: BullMQ guide, "Queues", "Job Getters", "Returning job data" (`job.waitUntilFinished`).
 */
import { Queue, QueueEvents } from 'bullmq';
import express from 'express';
import { connection, QUEUE } from './queue.mjs';

const WAIT_MS = 20_000;
const STATES = ['active', 'waiting', 'completed', 'failed'];

const queue = new Queue(QUEUE, { connection });
let queueEvents;

/** Opened for the first who waits: it costs the process something for each event. */
async function events() {
  queueEvents ??= new QueueEvents(QUEUE, { connection });
  await queueEvents.waitUntilReady();
  return queueEvents;
}

const documentOf = async (job) => ({
  id: job.id,
  state: await job.getState(),
  progress: job.progress,
  order: job.data,
  result: job.returnvalue,
});

const app = express();
app.get('/health/ready', (_request, response) => response.json({ status: 'ok' }));
app.post('/cars', express.json(), async (request, response) => {
  if (request.get('Prefer') === undefined) {
    const job = await queue.add('build', request.body);
    response.status(202).location(`/tasks/${job.id}`).json({ id: job.id });
    return;
  }
  const waited = await events();
  const job = await queue.add('build', request.body);
  const car = await job.waitUntilFinished(waited, WAIT_MS);
  response.status(201).location(`/cars/${car.car_id}`).json(car);
});
app.get('/tasks/:id', async (request, response) => {
  const job = await queue.getJob(request.params.id);
  if (job) response.json(await documentOf(job));
  else response.status(404).json({});
});
app.get('/tasks', async (request, response) => {
  const limit = Number(request.query.limit ?? 50);
  const jobs = await queue.getJobs(STATES, 0, limit - 1);
  response.json(await Promise.all(jobs.slice(0, limit).map(documentOf)));
});
app.listen(Number(process.env.PORT), process.env.HOST);
