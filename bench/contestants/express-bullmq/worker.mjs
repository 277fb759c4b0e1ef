/** Builds a car in three steps that take no time; tells its progress after each, and the job keeps what it returns. */
import { Worker } from 'bullmq';
import { connection, QUEUE } from './queue.mjs';

const build = async (job) => {
  for (const progress of [25, 75, 100]) await job.updateProgress(progress);
  return { car_id: Number(job.id), ...job.data };
};
new Worker(QUEUE, build, { connection, concurrency: Number(process.env.WORKER_CONCURRENCY ?? 10) });
