import { Operation, UNAVAILABLE, VALIDATION_FAILED } from '../../../platform/http/index.js';
import { type AnswerSpec, type Draft, exampleRef } from '../../../platform/openapi/index.js';
import { slugOf } from '../../../platform/problems/index.js';
import { CANCELLED_TASK } from '../../index.js';
import {
  NO_SUCH_CANCELLATION,
  NO_SUCH_TASK,
  NOT_CANCELLABLE,
  TASK_EXPIRED,
  TOO_MANY_STREAMS,
} from '../tasks.problems.js';
import { exampleOf, linksToMade, representations, resourceHandlers, schemaName } from './representations.js';
import {
  failedAnswers,
  failuresOfTasks,
  finishedAnswers,
  linksToTask,
  movingAnswer,
} from './task.answers.js';
import { listedExample, taskExamples } from './task.examples.js';
import { OF_PREFERENCE, OF_TASK, WHILE_MOVING } from './task.headers.js';
import { IF_NONE_MATCH, LAST_EVENT_ID, LIST_PARAMETERS, PREFER, TASK_ID, TICKET } from './task.parameters.js';
import { REPRESENTATION, TASK, TASK_LIST } from './task.schemas.js';

const TAG = 'Task';

/** What any of these may be refused with. */
const GONE = [NO_SUCH_TASK, TASK_EXPIRED, UNAVAILABLE];

const NOT_MODIFIED: AnswerSpec = {
  status: 304,
  description:
    'The client has this version already (`If-None-Match`). The headers are those of the answer itself.',
  headers: [...WHILE_MOVING, ...OF_TASK],
};

/** The same of another URL than the task's own. */
const NOT_MODIFIED_ELSEWHERE: AnswerSpec = {
  ...NOT_MODIFIED,
  headers: [...WHILE_MOVING, ...OF_TASK, 'Content-Location'],
};

const STREAM_HEADERS = ['X-Accel-Buffering'];

/** Server-sent events, which OpenAPI has no words for. */
const EVENTS = {
  'text/event-stream': {
    schema: {
      type: 'string',
      description:
        'Server-sent events without names: `data` is a task’s document on one line, `id` its version.',
    },
    example: 'retry: 1000\n\nid: 4\ndata: {"task_id":9999,"status":"active","progress":50}\n\n',
  },
};

/** The same of a list. */
const LIST_EVENTS = {
  'text/event-stream': {
    schema: {
      type: 'string',
      description:
        'Server-sent events without names and ids: `data` is a task as the list shows it, on one line.',
    },
    example: 'retry: 1000\n\ndata: {"task_id":9999,"status":"active","progress":50}\n\n',
  },
};

/** Describes `GET /tasks/{taskId}`. */
export function ReadTask(): MethodDecorator {
  return Operation((_, draft) => {
    const options = { headers: OF_PREFERENCE };
    const finished = finishedAnswers(draft, options).map((answer) =>
      answer.status === 200 ? watched(answer) : answer,
    );
    return {
      id: 'readTask',
      tag: TAG,
      summary: 'Follow a task',
      description:
        'The final answer is the one its request would have had if it had been answered at once. `Accept: text/event-stream` gives each change as it happens, with 200 whatever the task’s state.',
      parameters: [TASK_ID, PREFER, IF_NONE_MATCH, LAST_EVENT_ID, TICKET],
      answers: [
        movingAnswer(draft, options),
        ...finished,
        {
          status: 204,
          description: 'The `EventSource` has had the end of the task already.',
          headers: ['Task-Status', 'Vary'],
        },
        { ...NOT_MODIFIED, headers: [...WHILE_MOVING, ...OF_TASK, ...OF_PREFERENCE] },
        ...failedAnswers(draft, options),
      ],
      problems: [...GONE, TOO_MANY_STREAMS],
    };
  });
}

/** Describes `GET /tasks`. */
export function ListTasks(): MethodDecorator {
  return Operation((_, draft) => {
    const headers = ['Vary', 'Link'];
    return {
      id: 'listTasks',
      tag: TAG,
      summary: 'List tasks, newest first',
      description:
        '`Accept: text/event-stream` gives the page and then each change of a task that matches the query.',
      parameters: [...LIST_PARAMETERS, TICKET],
      answers: [
        watched(
          {
            status: 200,
            description: 'All listed tasks have ended, or none matches.',
            headers,
            json: listJson(draft, 'finished'),
          },
          LIST_EVENTS,
        ),
        {
          status: 202,
          description: 'A listed task goes on; `Wait` is the smallest among them.',
          headers: ['Wait', 'Retry-After', ...headers],
          json: listJson(draft, 'active'),
        },
      ],
      problems: [VALIDATION_FAILED, TOO_MANY_STREAMS, UNAVAILABLE],
    };
  });
}

/** Describes `DELETE /tasks/{taskId}`. */
export function CancelTask(): MethodDecorator {
  return Operation((_, draft) => ({
    id: 'cancelTask',
    tag: TAG,
    summary: 'Cancel a task',
    description: 'What an active task has done is undone, last first. Asked again, it answers the same.',
    parameters: [TASK_ID],
    answers: cancellationAnswers(draft, []),
    problems: [...GONE, NOT_CANCELLABLE],
  }));
}

/** Describes `GET /tasks/{taskId}/cancellation`. */
export function ReadCancellation(): MethodDecorator {
  return Operation((_, draft) => ({
    id: 'readCancellation',
    tag: TAG,
    summary: 'Follow a cancel',
    parameters: [TASK_ID, IF_NONE_MATCH],
    answers: [...cancellationAnswers(draft, ['Content-Location']), NOT_MODIFIED_ELSEWHERE],
    problems: [...GONE, NO_SUCH_CANCELLATION, NOT_CANCELLABLE],
  }));
}

/** Describes `GET /tasks/{taskId}/result`. */
export function ReadResult(): MethodDecorator {
  return Operation((_, draft) => ({
    id: 'readResult',
    tag: TAG,
    summary: 'The bare result of a task',
    description:
      'Exactly what a synchronous API would have answered: the representation, or problem details.',
    parameters: [TASK_ID, IF_NONE_MATCH],
    answers: [
      movingAnswer(draft, { headers: ['Content-Location'] }),
      resultAnswer(draft, 201),
      resultAnswer(draft, 200),
      NOT_MODIFIED_ELSEWHERE,
      ...failedResults(),
    ],
    problems: [...GONE, ...failuresOfTasks()],
  }));
}

function watched(answer: AnswerSpec, events: AnswerSpec['content'] = EVENTS): AnswerSpec {
  return {
    ...answer,
    description: `${answer.description} Or events, where they are what the client accepts.`,
    headers: [...(answer.headers ?? []), ...STREAM_HEADERS],
    content: events,
  };
}

function cancellationAnswers(draft: Draft, headers: readonly string[]): readonly AnswerSpec[] {
  const cancelled = resourceHandlers().map((handler) => `${handler.id}-${slugOf(CANCELLED_TASK)}`);
  return [
    {
      ...movingAnswer(draft, { headers }),
      description: 'The task is being undone. Ask at `Location`, after `Wait` seconds.',
      links: linksToTask({ cancellation: 'readCancellation', task: 'readTask' }),
    },
    {
      status: 200,
      description: 'The task is cancelled.',
      headers: [...OF_TASK, ...headers],
      json: {
        schema: TASK,
        examples: Object.fromEntries(cancelled.map((name) => [name, exampleRef(name)])),
      },
    },
    {
      status: NOT_CANCELLABLE.status,
      description: 'The task has ended otherwise.',
      headers: ['Task-Status'],
    },
  ];
}

/** What tasks that finish with this status have resulted in, alone. */
function resultAnswer(draft: Draft, status: 200 | 201): AnswerSpec {
  const does = status === 201 ? 'makes' : 'reads';
  const dtos = resourceHandlers().flatMap((handler) =>
    handler.does === does ? [handler.representation] : [],
  );
  const examples = dtos.map((dto) => [schemaName(dto), { value: exampleOf(draft, dto) }] as const);
  return {
    status,
    description: status === 201 ? 'What the task made; it is at `Location`.' : 'What the task read.',
    headers: [...(status === 201 ? ['Location'] : []), ...OF_TASK],
    json: { schema: REPRESENTATION, examples: Object.fromEntries(examples) },
    links: status === 201 ? linksToMade(draft, representations(), '') : {},
  };
}

function failedResults(): readonly AnswerSpec[] {
  const statuses = new Set(failuresOfTasks().map(({ status }) => status));
  return [...statuses].map((status) => ({
    status,
    description: 'The task failed, or was cancelled; or the request itself can not be served.',
    headers: OF_TASK,
  }));
}

function listJson(draft: Draft, which: 'active' | 'finished'): NonNullable<AnswerSpec['json']> {
  const all = resourceHandlers().flatMap((handler) => taskExamples(draft, handler));
  const listed = all
    .filter(({ name }) => name.endsWith(`-${which}`))
    .map((example) => listedExample(example));
  return { schema: TASK_LIST, examples: { [which]: { value: listed } } };
}
