import { InjectQueue } from '@nestjs/bullmq';
import { Body, Controller, Get, HttpCode, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
import type { Response } from 'express';
import { CarOrderDto } from './car-order.dto.js';
import { CARS } from './queue.module.js';

@Controller()
export class CarsController {
  constructor(@InjectQueue(CARS) private readonly queue: Queue) {}

  @Get('health/ready')
  ready(): object {
    return { status: 'ok' };
  }

  @Post('cars')
  @HttpCode(202)
  async order(@Body() order: CarOrderDto, @Res({ passthrough: true }) response: Response): Promise<object> {
    const job = await this.queue.add('build', order);
    response.location(`/tasks/${job.id}`);
    return { id: job.id };
  }

  @Get('tasks/:id')
  async find(@Param('id') id: string): Promise<object> {
    const job = await this.queue.getJob(id);
    if (!job) throw new NotFoundException();
    return documentOf(job);
  }

  @Get('tasks')
  async list(@Query('limit') limit = '50'): Promise<object[]> {
    const jobs = await this.queue.getJobs(['active', 'waiting', 'completed', 'failed'], 0, Number(limit) - 1);
    return Promise.all(jobs.slice(0, Number(limit)).map(documentOf));
  }
}

async function documentOf(job: Job): Promise<object> {
  return {
    id: job.id,
    state: await job.getState(),
    progress: job.progress,
    order: job.data,
    result: job.returnvalue,
  };
}
