import { accepted, type Client } from '../support/client.js';
import { Stack } from '../support/stack.js';
import type { ProblemDocument } from '../support/task-document.js';

describe('following what does not exist', () => {
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '0' } });
    ({ client } = await stack.api());
    await stack.worker();
  });
  afterAll(() => stack.close());

  describe('a car that was never built', () => {
    it('ends in a failed task, answered with the 404 that the request deserved', async () => {
      const { answer, task } = await client.follow(accepted(await client.get('/cars/4711')));
      expect(answer.status).toBe(404);
      expect(answer.headers.get('Content-Type')).toMatch(/^application\/json\b/);
      expect(answer.headers.get('Task-Status')).toBe('failed');
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      expect(task).toMatchObject({ status: 'failed', eta: 0, result: {}, workflow: { read: 'failed' } });
      expect(task.progress).toBeLessThan(100);
    });

    it('names its error as a problem, with the step that found it', async () => {
      const { task } = await client.follow(accepted(await client.get('/cars/4711')));
      expect(task.error).toEqual({
        type: expect.stringMatching(/\/no-such-car$/),
        title: expect.any(String),
        status: 404,
        detail: expect.stringContaining('4711'),
        step: 'read',
      });
    });

    it('puts the error behind the result, before the steps', async () => {
      const { task } = await client.follow(accepted(await client.get('/cars/4711')));
      const members = Object.keys(task);
      expect(members.indexOf('error')).toBe(members.indexOf('result') + 1);
    });
  });

  describe('a task that was never accepted', () => {
    const never = ['987654321', '9007199254740991', '9007199254740992', '9999999999999999999'];
    const malformed = [
      '0',
      '-1',
      '1.5',
      '1e3',
      '007',
      'abc',
      '%31%20',
      '1%00',
      '%F0%9F%9A%97',
      '9'.repeat(400),
    ];

    it.each([...never, ...malformed])('is answered with a 404 problem: /tasks/%s', async (id) => {
      const answer = await client.get(`/tasks/${id}`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
      expect(answer.headers.has('Task-Status')).toBe(false);
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      expect(answer.body).toMatchObject({
        type: expect.stringMatching(/\/no-such-task$/),
        status: 404,
      });
    });

    it('is not found by a percent-encoded spelling of another id either, or is that very task', async () => {
      const location = await client.order();
      const digits = location.slice('/tasks/'.length);
      const encoded = digits.replaceAll(/\d/g, '%3$&');
      const answer = await client.get(`/tasks/${encoded}`);
      expect([201, 202]).toContain(answer.status);
      expect(answer.body).toMatchObject({ task_id: Number(digits) });
    });

    it('is a 400 problem where the path can not even be decoded', async () => {
      const answer = await client.get('/tasks/%ff%zz');
      expect(answer.status).toBe(400);
      expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    });
  });

  it.each([
    '/cars/0',
    '/cars/abc',
    '/cars/1.5',
    '/cars/-1',
    '/cars/9999999999999999999',
    '/cars/1/doors',
    '/trucks',
  ])('makes no task of a path where nothing can be: %s', async (path) => {
    const answer = await client.get(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect((answer.body as ProblemDocument).instance).toBe(path);
  });
});
