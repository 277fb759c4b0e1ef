import { Global, Module } from '@nestjs/common';
import { TaskAnswers } from './task-answers.js';
import { TasksController } from './tasks.controller.js';

/** HTTP of the core: `/tasks`, and the 202 of every resource. */
@Global()
@Module({
  controllers: [TasksController],
  providers: [TaskAnswers],
  exports: [TaskAnswers],
})
export class TasksHttpModule {}
