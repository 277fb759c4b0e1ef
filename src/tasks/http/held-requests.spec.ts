import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { ANYBODY, setPrincipal } from '../../platform/auth/principal.js';
import { readSettings } from '../../platform/config/index.js';
import { ClientAddresses } from '../../platform/http/index.js';
import { Clients } from './clients.js';
import { type Hold, HeldRequests } from './held-requests.js';

const response = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));

/** A request of a client that a proxy of this machine names. */
function from(client: string): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  Object.defineProperty(request.socket, 'remoteAddress', { value: '127.0.0.1' });
  request.headers['x-forwarded-for'] = client;
  setPrincipal(request, ANYBODY);
  return request;
}

const A = from('192.0.2.1');
const B = from('192.0.2.2');

function withLimits(all: number, client: number): HeldRequests {
  const env = {
    HELD_MAX: String(all),
    HELD_MAX_PER_CLIENT: String(client),
    TRUSTED_PROXIES: 'loopback',
  };
  const settings = readSettings(env, []);
  return new HeldRequests(settings, new Clients(new ClientAddresses(settings)));
}

describe('held requests', () => {
  it('are limited for each client, until one is released', () => {
    const held = withLimits(10, 1);
    const first = held.admit('wait', A, response()) as Hold;
    expect(held.admit('wait', A, response())).toBe('too many of this client');
    expect(held.admit('wait', B, response())).toHaveProperty('signal');
    first.release();
    first.release();
    expect(held.count).toBe(1);
    expect(held.admit('wait', A, response())).toHaveProperty('signal');
  });

  it('are limited in all', () => {
    const held = withLimits(1, 1);
    held.admit('wait', A, response());
    expect(held.admit('wait', B, response())).toBe('too many');
  });

  it('are let go when the connection closes', () => {
    const held = withLimits(10, 10);
    const closing = response();
    const { signal } = held.admit('wait', A, closing) as Hold;
    closing.emit('close');
    expect([signal.aborted, held.count]).toEqual([true, 0]);
  });

  it('are let go when the process shuts down, and so is what comes then', () => {
    const held = withLimits(10, 10);
    const { signal } = held.admit('wait', A, response()) as Hold;
    held.onModuleDestroy();
    expect(signal.aborted).toBe(true);
    expect((held.admit('wait', A, response()) as Hold).signal.aborted).toBe(true);
  });
});
