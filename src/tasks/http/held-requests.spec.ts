import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { readSettings } from '../../platform/config/index.js';
import { type Hold, HeldRequests } from './held-requests.js';

const response = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));

const withLimits = (all: number, client: number): HeldRequests =>
  new HeldRequests(readSettings({ HELD_MAX: String(all), HELD_MAX_PER_CLIENT: String(client) }, []));

describe('held requests', () => {
  it('are limited for each client, until one is released', () => {
    const held = withLimits(10, 1);
    const first = held.admit('a', response()) as Hold;
    expect(held.admit('a', response())).toBe('too many of this client');
    expect(held.admit('b', response())).toHaveProperty('signal');
    first.release();
    first.release();
    expect(held.count).toBe(1);
    expect(held.admit('a', response())).toHaveProperty('signal');
  });

  it('are limited in all', () => {
    const held = withLimits(1, 1);
    held.admit('a', response());
    expect(held.admit('b', response())).toBe('too many');
  });

  it('are let go when the connection closes', () => {
    const held = withLimits(10, 10);
    const closing = response();
    const { signal } = held.admit('a', closing) as Hold;
    closing.emit('close');
    expect([signal.aborted, held.count]).toEqual([true, 0]);
  });

  it('are let go when the process shuts down, and so is what comes then', () => {
    const held = withLimits(10, 10);
    const { signal } = held.admit('a', response()) as Hold;
    held.onModuleDestroy();
    expect(signal.aborted).toBe(true);
    expect((held.admit('a', response()) as Hold).signal.aborted).toBe(true);
  });
});
