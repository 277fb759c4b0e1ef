import type { Request } from 'express';
import { JSON_TYPE, prefersToJson } from '../../platform/http/index.js';

export const EVENT_STREAM = 'text/event-stream';

/** Whether a client would rather have events than JSON. */
export function prefersEvents(request: Request): boolean {
  const { accept } = request.headers;
  // What nearly all clients send; weighing costs more.
  if (accept === undefined || accept === '*/*' || accept === JSON_TYPE) return false;
  return prefersToJson(request, EVENT_STREAM);
}
