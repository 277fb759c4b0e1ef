import { Global, Module } from '@nestjs/common';
import { AuthModule } from '../../platform/auth/index.js';
import { EventStreams } from '../../platform/http/index.js';
import { TaskEvents, TaskReplies, TaskWaits } from '../index.js';
import { Clients } from './clients.js';
import { HeldGauge } from './held.gauge.js';
import { HeldRequests } from './held-requests.js';
import { HeldWaits } from './held-waits.js';
import { ListFollower } from './list-follower.js';
import { OutcomesController } from './outcomes.controller.js';
import { SubmissionAnswers } from './submission-answers.js';
import { TaskAnswers } from './task-answers.js';
import { TaskFinder } from './task-finder.js';
import { TaskFollower } from './task-follower.js';
import { TaskStreams } from './task-streams.js';
import { TasksController } from './tasks.controller.js';
import { TicketsController } from './tickets.controller.js';

/** HTTP of the core: `/tasks`, and the 202 of every resource. */
@Global()
@Module({
  imports: [AuthModule],
  controllers: [TasksController, OutcomesController, TicketsController],
  providers: [
    TaskEvents,
    TaskReplies,
    TaskWaits,
    SubmissionAnswers,
    TaskAnswers,
    TaskFinder,
    Clients,
    HeldRequests,
    HeldGauge,
    HeldWaits,
    EventStreams,
    TaskFollower,
    ListFollower,
    TaskStreams,
  ],
})
export class TasksHttpModule {}
