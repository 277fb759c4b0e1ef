import { type Answer, MUSTANG } from '../support/client.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';
import type { TaskDocument } from '../support/task-document.js';

/** The article's order takes ten minutes; here the first worker never gets far, and another needs no time at all. */
const ARTICLE_SECONDS = '600';

const MEMBERS = ['task_id', 'status', 'progress', 'eta', 'workflow', 'request', 'result', 'steps'];
const TIMES = ['created_at', 'started_at', 'finished_at'];
const TIMESTAMP = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('the exchange of the article', () => {
  let stack: Stack;
  let api: Awaited<ReturnType<Stack['api']>>;
  let slow: ServiceProcess;
  let ordered: Answer;
  let location: string;
  const documentOf = (answer: Answer): TaskDocument => answer.body as TaskDocument;

  beforeAll(async () => {
    stack = await Stack.open({ env: { CAR_BUILD_SECONDS: ARTICLE_SECONDS, SHUTDOWN_GRACE_SECONDS: '0' } });
    api = await stack.api();
    ordered = await api.client.post('/cars', MUSTANG);
    location = ordered.headers.get('Location') ?? '';
  });
  afterAll(() => stack.close());

  describe('POST /cars', () => {
    it('answers 202 with the place of the task and the time to wait', () => {
      expect(ordered.status).toBe(202);
      expect(location).toMatch(/^\/tasks\/[1-9]\d*$/);
      expect(ordered.headers.get('Wait')).toBe(ARTICLE_SECONDS);
      expect(ordered.headers.get('Retry-After')).toBe(ARTICLE_SECONDS);
    });

    it('says that the body is the task document, and that nobody may keep it', () => {
      expect(ordered.headers.get('Content-Type')).toMatch(/^application\/json\b/);
      expect(ordered.headers.get('Content-Location')).toBe(location);
      expect(ordered.headers.get('Task-Status')).toBe('queued');
      expect(ordered.headers.get('Vary')).toBe('Prefer');
      expect(ordered.headers.get('Cache-Control')).toBe('no-store');
    });

    it('shows the queued task with the named members in order', () => {
      const task = documentOf(ordered);
      expect(Object.keys(task)).toEqual([...MEMBERS, 'queue', ...TIMES]);
      expect(task).toMatchObject({
        task_id: Number(location.slice('/tasks/'.length)),
        status: 'queued',
        progress: 0,
        eta: 600,
        result: {},
        started_at: null,
        finished_at: null,
        queue: { ahead: 0, workers: 0 },
        created_at: TIMESTAMP,
      });
    });

    it('shows the request as it was accepted, without any header', () => {
      const { request } = documentOf(ordered);
      expect(JSON.stringify(request)).toBe(
        JSON.stringify({ resource: '/cars/', verb: 'POST', header: {}, body: MUSTANG }),
      );
    });

    it('shows the steps in order, none of them started', () => {
      const { workflow, steps } = documentOf(ordered);
      expect(Object.entries(workflow)).toEqual([
        ['reserve_parts', 'not started'],
        ['assemble', 'not started'],
        ['paint', 'not started'],
      ]);
      expect(steps.map(({ name }) => name)).toEqual(Object.keys(workflow));
      const untouched = { status: 'not started', attempts: 0, started_at: null, finished_at: null };
      for (const step of steps) expect(step).toEqual({ name: step.name, ...untouched });
    });
  });

  describe('GET /tasks/:id', () => {
    it('answers 202 with its own place while the task is queued', async () => {
      const answer = await api.client.get(location);
      expect(answer.status).toBe(202);
      expect(answer.headers.get('Location')).toBe(location);
      expect(answer.headers.get('Task-Status')).toBe('queued');
      expect(answer.headers.get('Wait')).toBe(ARTICLE_SECONDS);
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      expect(answer.headers.has('Content-Location')).toBe(false);
    });

    it('answers 202 with the step at hand while the work is running', async () => {
      slow = await stack.worker();
      const task = await api.client.step(location, 'reserve_parts', 'in progress');
      expect(Object.keys(task)).toEqual([...MEMBERS, ...TIMES]);
      expect(task).toMatchObject({
        status: 'active',
        result: {},
        started_at: TIMESTAMP,
        finished_at: null,
        workflow: { reserve_parts: 'in progress', assemble: 'not started', paint: 'not started' },
      });
      expect(task.steps[0]).toMatchObject({ status: 'in progress', attempts: 1, started_at: TIMESTAMP });

      const answer = await api.client.get(location);
      expect(answer.status).toBe(202);
      expect(answer.headers.get('Location')).toBe(location);
      expect(answer.headers.get('Task-Status')).toBe('active');
      expect(Number(answer.headers.get('Wait'))).toBeGreaterThan(0);
    });

    it('answers 201 with the place of the car once it is made', async () => {
      await slow.stop();
      await stack.worker({ CAR_BUILD_SECONDS: '0' });
      const { answer, task } = await api.client.follow(location);
      expect(answer.status).toBe(201);
      expect(answer.headers.get('Location')).toBe(`/cars/${String(task.result['car_id'])}`);
      expect(answer.headers.get('Task-Status')).toBe('finished');
      expect(answer.headers.get('Cache-Control')).toMatch(/^private, max-age=\d+$/);
      expect(answer.headers.has('Wait')).toBe(false);
      expect(answer.headers.has('Retry-After')).toBe(false);
    });

    it('shows the finished task with the car as its result', async () => {
      const task = await api.client.task(location);
      expect(Object.keys(task)).toEqual([...MEMBERS, ...TIMES]);
      expect(task).toMatchObject({ status: 'finished', progress: 100, eta: 0, finished_at: TIMESTAMP });
      expect(Object.values(task.workflow)).toEqual(['finished', 'finished', 'finished']);
      const made = { car_id: expect.any(Number), ...MUSTANG };
      expect(task.result).toEqual(made);
      expect(Object.keys(task.result)).toEqual(Object.keys(made));
    });
  });

  describe('GET /cars/:id', () => {
    let asked: Answer;
    let carId: number;

    beforeAll(async () => {
      carId = Number((await api.client.task(location)).result['car_id']);
      asked = await api.client.get(`/cars/${carId}`);
    });

    it('answers 202 with a task to follow, and no wait', () => {
      expect(asked.status).toBe(202);
      expect(asked.headers.get('Location')).toMatch(/^\/tasks\/[1-9]\d*$/);
      expect(asked.headers.get('Content-Location')).toBe(asked.headers.get('Location'));
      expect(asked.headers.get('Wait')).toBe('0');
      expect(asked.headers.get('Retry-After')).toBe('1');
      expect(asked.headers.get('Vary')).toBe('Prefer');
      expect(documentOf(asked).request).toEqual({
        resource: `/cars/${carId}`,
        verb: 'GET',
        header: {},
        body: {},
      });
    });

    it('ends with 200, no Location, and the car as the result of one step', async () => {
      const { answer, task } = await api.client.follow(asked.headers.get('Location') ?? '');
      expect(answer.status).toBe(200);
      expect(answer.headers.has('Location')).toBe(false);
      expect(task).toMatchObject({ status: 'finished', progress: 100, eta: 0 });
      expect(task.workflow).toEqual({ read: 'finished' });
      expect(task.result).toEqual({ car_id: carId, ...MUSTANG });
    });

    it('makes a new task each time', async () => {
      const again = await api.client.get(`/cars/${carId}`);
      expect(again.headers.get('Location')).not.toBe(asked.headers.get('Location'));
    });
  });

  it('shows all of it in GET /tasks, newest first', async () => {
    const { body } = await api.client.get('/tasks');
    const times = (body as TaskDocument[]).map(({ created_at: time }) => Date.parse(time));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(times).toHaveLength(3);
  });
});
