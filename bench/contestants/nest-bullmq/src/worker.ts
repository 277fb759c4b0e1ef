import 'reflect-metadata';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Job } from 'bullmq';
import { CARS, queueModules } from './queue.module.js';

@Processor(CARS, { concurrency: Number(process.env['WORKER_CONCURRENCY'] ?? 10) })
class BuildCar extends WorkerHost {
  override async process(job: Job): Promise<object> {
    for (const progress of [25, 75, 100]) await job.updateProgress(progress);
    return { car_id: Number(job.id), ...(job.data as object) };
  }
}

@Module({ imports: queueModules, providers: [BuildCar] })
class WorkerModule {}

await NestFactory.createApplicationContext(WorkerModule, { logger: ['error'] });
