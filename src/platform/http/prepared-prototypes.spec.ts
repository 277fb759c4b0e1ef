import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import express, { type Request, type Response } from 'express';
import { CommonHeaders } from './common-headers.js';
import { preparedClasses } from './prepared-prototypes.js';

/** Sends a request through Express, and tells the prototypes that its two objects had before and have after. */
function handle() {
  const app = express();
  const classes = preparedClasses(app, new CommonHeaders());
  const request = new classes.IncomingMessage(new Socket()) as Request;
  const response = new classes.ServerResponse(request) as Response;
  Object.assign(request, { url: '/cars?brand=Ford', method: 'GET', headers: { host: 'factory.example' } });
  const prototypes = (): unknown[] => [Object.getPrototypeOf(request), Object.getPrototypeOf(response)];
  const before = prototypes();
  app(request, response, () => {});
  return { app, request, response, before, after: prototypes() };
}

describe('preparedClasses', () => {
  it('makes requests and responses whose prototypes Express does not change', () => {
    const { before, after } = handle();
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
  });

  it("gives them all of Express's own members, and leaves them what they are", () => {
    const { app, request, response } = handle();
    for (const name of Object.getOwnPropertyNames(express.request)) expect(name in request).toBe(true);
    for (const name of Object.getOwnPropertyNames(express.response)) expect(name in response).toBe(true);
    expect(request).toBeInstanceOf(IncomingMessage);
    expect(response).toBeInstanceOf(ServerResponse);
    expect([request.app, response.app]).toEqual([app, app]);
  });

  it('keeps getters working', () => {
    const { request, response } = handle();
    expect(request.get('Host')).toBe('factory.example');
    expect([request.path, request.hostname, request.query]).toEqual([
      '/cars',
      'factory.example',
      { brand: 'Ford' },
    ]);
    expect(response.status(202).statusCode).toBe(202);
  });

  it('leaves the classes of Node and the prototypes of other applications alone', () => {
    handle();
    expect('get' in IncomingMessage.prototype).toBe(false);
    expect(Object.getPrototypeOf(express().request)).toBe(express.request);
  });
});
