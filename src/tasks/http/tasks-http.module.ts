import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AcceptedInterceptor } from './accepted.interceptor.js';
import { TaskAnswers } from './task-answers.js';
import { TasksController } from './tasks.controller.js';

/** HTTP of the core: `/tasks`, and the 202 of every resource. */
@Module({
  controllers: [TasksController],
  providers: [TaskAnswers, { provide: APP_INTERCEPTOR, useClass: AcceptedInterceptor }],
})
export class TasksHttpModule {}
