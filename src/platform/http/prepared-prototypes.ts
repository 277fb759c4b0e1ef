import {
  IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';
import express, { type Express } from 'express';
import type { CommonHeaders } from './common-headers.js';
import { requestId } from './request-id.js';

/** The classes a server makes its requests and responses from. */
export interface PreparedClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * Makes classes of requests and responses that have all that Express gives them, and tells the application that these
 * are its prototypes: setting them on each request then changes nothing. Every response has the common headers, and the
 * id of its request, unless it sets others.
 */
export function preparedClasses(app: Express, common: CommonHeaders): PreparedClasses {
  class PreparedRequest extends IncomingMessage {}
  class PreparedResponse extends ServerResponse {
    override writeHead(status: number, message?: string, headers?: Headers): this;
    override writeHead(status: number, headers?: Headers): this;
    override writeHead(status: number, first?: string | Headers, second?: Headers): this {
      const headers = typeof first === 'string' ? second : first;
      const id = requestId(this.req);
      // Node takes one list as it is; whatever was set one by one is copied, and each of the list put in its place.
      if (Array.isArray(headers) && this.getHeaderNames().length === 0) {
        return super.writeHead(status, common.addedTo(headers, id));
      }
      for (const [name, value] of common.pairs(id)) if (!this.hasHeader(name)) this.setHeader(name, value);
      return typeof first === 'string'
        ? super.writeHead(status, first, second)
        : super.writeHead(status, first);
    }
  }
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
