import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { accepted, type Client, MUSTANG } from '../support/client.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';

describe('what a client sends to reach a prototype', () => {
  let stack: Stack;
  let api: ServiceProcess & { readonly client: Client };
  let worker: ServiceProcess;

  beforeAll(async () => {
    stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '0' } });
    api = await stack.api();
    worker = await stack.worker();
  });
  afterAll(() => stack.close());

  it.each([
    ['/cars', '__proto__', '{"__proto__":{"brand":"Ford","make":"M","model":2014,"color":"Blue"}}'],
    ['/cars', 'constructor', JSON.stringify({ ...MUSTANG, constructor: { prototype: { admin: true } } })],
    ['/cars', 'toString', JSON.stringify({ ...MUSTANG, toString: 1 })],
    ['/tickets', '__proto__', '{"__proto__":{"path":"/tasks"}}'],
    ['/tickets', 'constructor', '{"path":"/tasks","constructor":1}'],
  ])('in a body to %s is no member that is known: %s', async (path, name, body) => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await api.client.send('POST', path, { headers, body });
    expect(answer.status).toBe(400);
    const { errors } = answer.body as { readonly errors: readonly { readonly pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer)).toContain(`/${name}`);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('as a parameter is unknown: %s', async (name) => {
    expect((await api.client.get(`/tasks?${name}=1`)).status).toBe(400);
    expect((await api.client.get(`/tasks?${name}[admin]=1`)).status).toBe(400);
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty'])(
    'as a header is one like any other: %s',
    async (name) => {
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
      socket.write(
        `GET /health/live HTTP/1.1\r\nHost: a\r\n${name}: 1\r\n${name}: 2\r\nConnection: close\r\n\r\n`,
      );
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  it('changes no process: both still work', async () => {
    const made = await api.client.follow(accepted(await api.client.post('/cars', MUSTANG)));
    expect(made.answer.status).toBe(201);
    expect([api.running, worker.running]).toEqual([true, true]);
    expect(api.events.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});
