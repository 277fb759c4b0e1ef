import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { identifyRequest, newRequestId, requestId } from './request-id.js';

function identify(given?: string) {
  const request = new IncomingMessage(new Socket());
  if (given !== undefined) request.headers['x-request-id'] = given;
  const response = new ServerResponse(request);
  identifyRequest(request, response);
  return { id: requestId(request), header: response.getHeader('X-Request-Id') };
}

describe('identifyRequest', () => {
  it.each(['a', 'A-b_c.9', 'x'.repeat(64)])('takes the well-formed id %s of a client', (given) => {
    expect(identify(given)).toEqual({ id: given, header: given });
  });

  it.each(['', 'a b', 'x'.repeat(65), 'a\r\nb', 'ü', 'a,b'])('makes one instead of %j', (given) => {
    const { id, header } = identify(given);
    expect(id).toMatch(/^[0-9a-f]{20}$/);
    expect(header).toBe(id);
  });

  it('makes one where none was given, another each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, newRequestId)).size).toBe(1_000);
    expect(identify().id).not.toBe(identify().id);
  });
});

describe('requestId', () => {
  it('is empty for a request that was not identified', () => {
    expect(requestId(new IncomingMessage(new Socket()))).toBe('');
  });
});
