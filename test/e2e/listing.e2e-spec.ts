import { accepted, type Answer, type Client, MUSTANG } from '../support/client.js';
import { type NotesBuild, buildNotes } from '../support/notes-build.js';
import { Stack } from '../support/stack.js';
import { isMoving, type TaskDocument } from '../support/task-document.js';

const listed = (answer: Answer): TaskDocument[] => answer.body as TaskDocument[];
const ids = (answer: Answer): number[] => listed(answer).map(({ task_id: id }) => id);

/** The target of a page's link to the next one. */
function nextOf({ headers }: Answer): string | undefined {
  const link = headers.get('Link');
  return link === null ? undefined : /^<(?<target>[^>]+)>; rel="next"$/.exec(link)?.groups?.['target'];
}

/** Walks from a page to the last one; answers all pages. */
async function walk(client: Client, first: string, between: () => Promise<unknown>): Promise<Answer[]> {
  const pages = [await client.get(first)];
  for (let next = nextOf(pages[0] as Answer); next !== undefined; next = nextOf(pages.at(-1) as Answer)) {
    await between();
    pages.push(await client.get(next));
  }
  return pages;
}

describe('GET /tasks', () => {
  let build: NotesBuild;
  let stack: Stack;
  let client: Client;
  const list = async (query = ''): Promise<Answer> => client.get(`/tasks${query}`);
  const note = async (order: object = {}): Promise<string> =>
    accepted(await client.post('/notes', { text: 'a note', ...order }));

  beforeAll(async () => {
    build = await buildNotes();
    stack = await Stack.open({ build: build.folder, env: { CAR_BUILD_SECONDS: '0' } });
    ({ client } = await stack.api());
  });
  afterAll(async () => {
    await stack.close();
    await build.remove();
  });

  it('answers 200 with an empty list while there are no tasks', async () => {
    const answer = await list();
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('[]');
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/json\b/);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    for (const name of ['Wait', 'Retry-After', 'Location', 'Link'])
      expect(answer.headers.has(name)).toBe(false);
  });

  describe('while tasks wait', () => {
    beforeAll(async () => {
      await client.order();
      await note();
      await client.get('/cars/77');
      await client.get('/notes/77');
    });

    it('answers 202 with the smallest wait among them and no Location', async () => {
      const answer = await list();
      expect(answer.status).toBe(202);
      expect(answer.headers.get('Wait')).toBe('0');
      expect(answer.headers.get('Retry-After')).toBe('1');
      expect(answer.headers.has('Location')).toBe(false);
      expect((await list('?resource=/notes/')).headers.get('Wait')).toBe('3');
    });

    it('lists the newest first, without request and result', async () => {
      const tasks = listed(await list());
      expect(tasks).toHaveLength(4);
      const times = tasks.map(({ created_at: time }) => Date.parse(time));
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      for (const task of tasks) {
        expect(Object.keys(task).slice(0, 5)).toEqual(['task_id', 'status', 'progress', 'eta', 'workflow']);
        expect(task).not.toHaveProperty('request');
        expect(task).not.toHaveProperty('result');
        expect(task).toHaveProperty('steps');
      }
    });
  });

  describe('with a worker for all but cars', () => {
    beforeAll(async () => {
      await stack.worker({ WORKER_KINDS: 'note-write,note-read,car-read' });
      // Active for as long as it is listed here; the others end.
      await client.step(await note({ check: 'gate:never' }), 'check', 'in progress');
      await client.follow(await note({ draft: 'permanent:422' }));
      for (const task of listed(await list('?verb=GET'))) await client.follow(`/tasks/${task.task_id}`);
      await client.follow(`/tasks/${String(ids(await list('?resource=/notes/&verb=POST')).at(-1))}`);
    });

    /** Each query, with the statuses of what it lists, newest first. */
    const queries: readonly (readonly [query: string, statuses: readonly string[]])[] = [
      ['', ['failed', 'active', 'failed', 'failed', 'finished', 'queued']],
      ['?status=active', ['active']],
      ['?status=active&status=queued', ['active', 'queued']],
      ['?status=queued,finished', ['finished', 'queued']],
      ['?status=failed,active&status=finished', ['failed', 'active', 'failed', 'failed', 'finished']],
      ['?status=cancelled', []],
      ['?status=failed,failed&status=failed', ['failed', 'failed', 'failed']],
      ['?resource=/notes/', ['failed', 'active', 'finished']],
      ['?resource=/cars/77', ['failed']],
      ['?resource=%2Fcars%2F', ['queued']],
      ['?resource=/trucks/', []],
      ['?verb=GET', ['failed', 'failed']],
      ['?verb=POST', ['failed', 'active', 'finished', 'queued']],
      ['?verb=GET,POST', ['failed', 'active', 'failed', 'failed', 'finished', 'queued']],
      ['?verb=DELETE', []],
      ['?status=failed&verb=POST', ['failed']],
      ['?status=failed&resource=/notes/77&verb=GET', ['failed']],
      ['?status=finished&resource=/notes/&verb=GET', []],
      ['?status=failed&limit=2', ['failed', 'failed']],
    ];

    it.each(queries)('lists exactly what matches /tasks%s', async (query, statuses) => {
      const answer = await list(query);
      expect(listed(answer).map(({ status }) => status)).toEqual(statuses);
      expect(answer.status).toBe(listed(answer).some(isMoving) ? 202 : 200);
      expect(answer.headers.has('Wait')).toBe(answer.status === 202);
    });

    it('shows the error of a failed task', async () => {
      const [task] = listed(await list('?status=failed&limit=1'));
      expect(task?.error).toMatchObject({ status: 422, step: 'draft' });
    });
  });

  describe('page by page', () => {
    beforeAll(async () => {
      await Promise.all(Array.from({ length: 20 }, () => client.post('/cars', MUSTANG)));
    });

    it('shows each task that was there once, while new ones arrive', async () => {
      const before = ids(await list('?limit=100'));
      const pages = await walk(client, '/tasks?limit=7', () => client.order());
      expect(pages.flatMap((page) => ids(page))).toEqual(before);
      for (const page of pages.slice(0, -1)) expect(listed(page)).toHaveLength(7);
    });

    it('keeps the filters in its links', async () => {
      const all = ids(await list('?limit=100&status=queued,active&resource=/cars/'));
      const pages = await walk(client, '/tasks?limit=9&status=queued,active&resource=/cars/', () => note());
      expect(pages.length).toBeGreaterThan(2);
      expect(pages.flatMap((page) => ids(page))).toEqual(all);
    });

    it('gives no link where nothing follows', async () => {
      const count = ids(await list('?limit=100&resource=/cars/')).length;
      expect(nextOf(await list(`?limit=${count}&resource=/cars/`))).toBeUndefined();
      expect(nextOf(await list(`?limit=${count - 1}&resource=/cars/`))).toBeDefined();
    });

    it('shows 20 tasks where no limit is given', async () => {
      expect(listed(await list())).toHaveLength(20);
    });
  });
});
