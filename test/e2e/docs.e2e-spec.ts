import type { Answer, Client } from '../support/client.js';
import { Stack } from '../support/stack.js';

const HTML = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

/** What a page leads to or loads, as a browser at `base` takes it. */
function targetsOf(answer: Answer, base: string): readonly string[] {
  return [...answer.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, to = '']) => new URL(to, base).href);
}

describe('the documentation of a running API', () => {
  let stack: Stack;
  let client: Client;
  let url: string;

  beforeAll(async () => {
    stack = await Stack.open({ env: { PUBLIC_URL: 'https://example.test/factory' } });
    ({ client, url } = await stack.api());
  });
  afterAll(() => stack.close());

  it.each(['/docs', '/docs/'])('is a page at %s that loads all it needs from the service', async (path) => {
    const page = await client.get(path, HTML);
    expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    const files = targetsOf(page, `${url}${path}`);
    expect(files).toHaveLength(4);
    for (const file of files) {
      expect(file.startsWith(`${url}/docs/`)).toBe(true);
      const { status, headers } = await client.get(file);
      expect([status, headers.get('X-Content-Type-Options')]).toEqual([200, 'nosniff']);
    }
  });

  it('works below a path prefix: no page leads to a path from the root', async () => {
    for (const path of ['/docs', '/problems', '/problems/internal']) {
      const { text } = await client.get(path, HTML);
      expect(text).not.toMatch(/(?:href|src)="(?:\/|https?:)/);
    }
    expect((await client.get('/docs/start.js')).text).toContain("'../openapi.json'");
  });

  it('allows its page no other host but the public one', async () => {
    const { headers } = await client.get('/docs', HTML);
    const policy = headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy.match(/https?:[^ ;]*/g)).toEqual(['https://example.test']);
  });

  it('sends nothing again that a browser has', async () => {
    const first = await client.get('/docs/swagger-ui.css');
    const changed = first.headers.get('Last-Modified') ?? '';
    // Without the second, fetch asks as a browser does for a reload.
    const known = { 'If-Modified-Since': changed, 'Cache-Control': 'max-age=0' };
    expect((await client.get('/docs/swagger-ui.css', known)).status).toBe(304);
  });

  it.each([
    ['a part of a file', { Range: 'bytes=0-9' }, 200],
    ['a part that there is not', { Range: 'bytes=99999999-' }, 200],
    ['a version that there is not', { 'If-Match': '"x"' }, 412],
    ['a file of long ago', { 'If-Unmodified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 412],
  ])('answers %s, and fails at none', async (_, headers, status) => {
    const answer = await client.get('/docs/swagger-ui.css', headers);
    expect(answer.status).toBe(status);
    if (status === 412) {
      expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
      expect(answer.body).toMatchObject({ type: 'about:blank', status, instance: '/docs/swagger-ui.css' });
    }
    expect(stack.processes.flatMap(({ output }) => output.split('\n')).join()).not.toContain('"level":50');
  });

  it('names the public URL in the document, for clients that are made from it', async () => {
    const { body } = await client.get('/openapi.json');
    expect(body).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'https://example.test/factory' }] });
  });

  it('explains each problem at its type, as a page and as JSON', async () => {
    const { body: all } = await client.get('/problems');
    const problems = all as readonly {
      readonly type: string;
      readonly title: string;
      readonly status: number;
    }[];
    expect(problems.length).toBeGreaterThan(20);
    for (const problem of problems) {
      expect((await client.get(problem.type)).body).toEqual(problem);
      const page = await client.get(problem.type, HTML);
      expect(page.text).toContain(`<h1>${problem.title}</h1>`);
      expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    }
  });

  it.each(['/problems', '/problems/'])(
    'lists the problems at %s with links that lead to them',
    async (path) => {
      const page = await client.get(path, HTML);
      const targets = targetsOf(page, `${url}${path}`);
      expect(targets).toContain(`${url}/problems/parts-short`);
      for (const target of targets) expect((await client.get(target, HTML)).status).toBe(200);
    },
  );

  it('has no page for what is no problem', async () => {
    const answer = await client.get('/problems/%3Cscript%3E', HTML);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([404, 'application/problem+json']);
  });

  it('answers 406 where a client accepts neither', async () => {
    expect((await client.get('/docs', { Accept: 'text/csv' })).status).toBe(406);
    expect((await client.get('/problems', { Accept: 'image/png' })).status).toBe(406);
  });

  it('answers HEAD as GET, without a body', async () => {
    for (const path of ['/docs', '/docs/swagger-ui-bundle.js', '/openapi.json', '/problems/internal']) {
      const { status, text } = await client.send('HEAD', path);
      expect([status, text]).toEqual([200, '']);
    }
  });
});
