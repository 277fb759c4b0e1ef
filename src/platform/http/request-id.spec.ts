import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { newRequestId, ownRequestId, requestId } from './request-id.js';

function requestWith(given?: string): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  if (given !== undefined) request.headers['x-request-id'] = given;
  return request;
}

describe('requestId', () => {
  it.each(['a', 'A-b_c.9', 'x'.repeat(64)])('takes the well-formed id %s of a client', (given) => {
    expect(requestId(requestWith(given))).toBe(given);
  });

  it.each(['', 'a b', 'x'.repeat(65), 'a\r\nb', 'ü', 'a,b'])('makes one instead of %j', (given) => {
    expect(requestId(requestWith(given))).toMatch(/^[\w-]{16}$/);
  });

  it('makes one where none was given, another for each request and the same for one', () => {
    const request = requestWith();
    expect(requestId(request)).toBe(requestId(request));
    expect(requestId(requestWith())).not.toBe(requestId(request));
  });
});

describe('ownRequestId', () => {
  it('is the id of a request that came without one', () => {
    const request = requestWith();
    expect(ownRequestId(request)).toBe(requestId(request));
  });

  it('is no id that a client gave, which may be that of another request', () => {
    expect(ownRequestId(requestWith('mine'))).toBeUndefined();
    expect(ownRequestId(requestWith('not well-formed'))).toMatch(/^[\w-]{16}$/);
  });
});

describe('newRequestId', () => {
  it('makes another each time', () => {
    const ids = Array.from({ length: 1_000 }, newRequestId);
    expect(new Set(ids).size).toBe(1_000);
    expect(ids.every((id) => /^[\w-]{16}$/.test(id))).toBe(true);
  });
});
