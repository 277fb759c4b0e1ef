import { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Express } from 'express';

/** The classes a server makes its requests and responses from. */
export interface PreparedClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/**
 * Makes classes of requests and responses that have all that Express gives them, and tells the application that these
 * are its prototypes: setting them on each request then changes nothing.
 */
export function preparedClasses(app: Express): PreparedClasses {
  class PreparedRequest extends IncomingMessage {}
  class PreparedResponse extends ServerResponse {}
  equip(PreparedRequest.prototype, express.request, app);
  equip(PreparedResponse.prototype, express.response, app);
  Object.assign(app, { request: PreparedRequest.prototype, response: PreparedResponse.prototype });
  return { IncomingMessage: PreparedRequest, ServerResponse: PreparedResponse as typeof ServerResponse };
}

/** Copies getters as getters: that is what a plain assignment would not do. */
function equip(prototype: object, source: object, app: Express): void {
  Object.defineProperties(prototype, {
    ...Object.getOwnPropertyDescriptors(source),
    app: { configurable: true, enumerable: true, writable: true, value: app },
  });
}
