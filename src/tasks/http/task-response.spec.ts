import type { Task } from '../task.js';
import { anEstimate, aTask, aView, CREATED_MS, MUSTANG } from '../task.fixture.spec-kit.js';
import { listedTaskDocument, taskDocument } from './task-document.js';
import { taskResponse } from './task-response.js';

const HERE = { publicUrl: '', elsewhere: false };
const DAY_MS = 86_400_000;

const ended = { startedMs: CREATED_MS, endedMs: CREATED_MS + 12_000 };
const error = {
  type: '/problems/parts-short',
  title: 'Short',
  status: 409,
  detail: 'no wheels',
  step: 'reserve_parts',
};
const car = '{"car_id":1234,"brand":"Ford","make":"Mustang","model":2014,"color":"Blue"}';

const made: Partial<Task> = {
  status: 'finished',
  progress: 100,
  result: car,
  location: '/cars/1234',
  ...ended,
};
const read: Partial<Task> = { status: 'finished', progress: 100, result: car, ...ended };
const failed: Partial<Task> = { status: 'failed', error, ...ended };
const cancelled: Partial<Task> = {
  status: 'cancelled',
  error: { ...error, type: '/problems/cancelled' },
  ...ended,
};

describe('the answer about a task at its own URL', () => {
  it.each<[string, Partial<Task>, number, Record<string, string>]>([
    ['queued', { status: 'queued' }, 202, { Location: '/tasks/9999', Wait: '12', 'Retry-After': '12' }],
    ['active', { status: 'active' }, 202, { Location: '/tasks/9999', Wait: '12', 'Retry-After': '12' }],
    ['finished and made a resource', made, 201, { Location: '/cars/1234' }],
    ['finished and made none', read, 200, {}],
    ['failed', failed, 409, {}],
    ['cancelled', cancelled, 409, {}],
  ])('of a task that is %s', (_what, changes, status, headers) => {
    const task = aTask(changes);
    const answer = taskResponse(aView(task), anEstimate(12_000), HERE, DAY_MS);
    expect(answer.status).toBe(status);
    expect(answer.headers).toEqual({
      'Content-Type': 'application/json; charset=utf-8',
      'Task-Status': task.status,
      ETag: 'W/"1"',
      Vary: 'Accept, Prefer',
      'Cache-Control': task.status === 'finished' ? 'private, max-age=60' : 'no-store',
      ...headers,
    });
  });

  it('advises clients of the standard to wait a second at least', () => {
    const { headers } = taskResponse(aView(aTask()), anEstimate(10), HERE, DAY_MS);
    expect(headers).toMatchObject({ Wait: '0', 'Retry-After': '1' });
  });

  it('may not be kept longer than the task is', () => {
    const { headers } = taskResponse(aView(aTask(made)), anEstimate(0), HERE, 5_000);
    expect(headers).toMatchObject({ 'Cache-Control': 'private, max-age=5' });
  });

  it('names absolute places where a public URL is configured', () => {
    const place = { publicUrl: 'https://cars.example/api', elsewhere: false };
    expect(taskResponse(aView(aTask()), anEstimate(0), place, DAY_MS).headers).toMatchObject({
      Location: 'https://cars.example/api/tasks/9999',
    });
    expect(taskResponse(aView(aTask(made)), anEstimate(0), place, DAY_MS).headers).toMatchObject({
      Location: 'https://cars.example/api/cars/1234',
    });
  });
});

describe('the answer about a task at another URL', () => {
  it('says whose document it is, depends on Prefer and is not stored', () => {
    const { headers } = taskResponse(
      aView(aTask(made)),
      anEstimate(0),
      { publicUrl: '', elsewhere: true },
      DAY_MS,
    );
    expect(headers).toMatchObject({
      'Content-Location': '/tasks/9999',
      Vary: 'Prefer',
      'Cache-Control': 'no-store',
    });
  });
});

describe('the task document', () => {
  it("has the article's members in the article's order", () => {
    const document = JSON.parse(taskDocument(aView(aTask()), 600_000)) as Record<string, unknown>;
    const members =
      'task_id status progress eta workflow request result steps queue created_at started_at finished_at';
    expect(Object.keys(document).join(' ')).toBe(members);
    expect(document).toMatchObject({
      task_id: 9999,
      status: 'queued',
      progress: 0,
      eta: 600,
      workflow: { reserve_parts: 'not started', assemble: 'not started', paint: 'not started' },
      request: { resource: '/cars/', verb: 'POST', header: {}, body: JSON.parse(MUSTANG) as unknown },
      result: {},
      queue: { ahead: 0, workers: 1 },
      created_at: '2015-05-15T18:10:00.000Z',
      started_at: null,
      finished_at: null,
    });
  });

  it('has the result once finished and no queue once started', () => {
    const document = JSON.parse(taskDocument(aView(aTask(made)), 0)) as Record<string, unknown>;
    expect(document).toMatchObject({
      eta: 0,
      result: { car_id: 1234 },
      finished_at: '2015-05-15T18:10:12.000Z',
    });
    expect(document).not.toHaveProperty('queue');
    expect(document).not.toHaveProperty('error');
  });

  it('has the error only once the task has ended, also when it is being undone for it', () => {
    expect(JSON.parse(taskDocument(aView(aTask(failed)), 0))).toMatchObject({ error });
    const undoing = taskDocument(aView(aTask({ status: 'active', error })), 0);
    expect(JSON.parse(undoing)).not.toHaveProperty('error');
  });

  it('leaves request and result out in lists', () => {
    const document: unknown = JSON.parse(listedTaskDocument(aView(aTask(made)), 0));
    expect(document).not.toHaveProperty('request');
    expect(document).not.toHaveProperty('result');
  });

  it('shows when each step began and ended', () => {
    const steps = [
      { name: 'read', status: 'finished' as const, attempts: 2, startedAfterMs: 5, endedAfterMs: 10 },
    ];
    expect(JSON.parse(taskDocument(aView(aTask({ steps })), 0))).toMatchObject({
      steps: [
        {
          name: 'read',
          status: 'finished',
          attempts: 2,
          started_at: '2015-05-15T18:10:00.005Z',
          finished_at: '2015-05-15T18:10:00.010Z',
        },
      ],
    });
  });
});
