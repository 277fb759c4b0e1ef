import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';

/** What scripts may do without asking for more than this service takes. */
const METHODS = ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'];

/** What scripts may send, beside what every page may (Fetch standard, "CORS-safelisted request-header"). */
const SENT = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-None-Match',
  'Last-Event-ID',
  'Prefer',
  'X-API-Key',
  'X-Request-Id',
];

/** What scripts may read, beside what every page may (Fetch standard, "CORS-safelisted response-header name"). */
const READ = [
  'Content-Location',
  'ETag',
  'Link',
  'Location',
  'Preference-Applied',
  'Retry-After',
  'Task-Status',
  'Wait',
  'WWW-Authenticate',
  'X-Request-Id',
];

/** Browsers ask once for each URL, and again after ten minutes, when these lists may have changed. */
const MAX_AGE_SECONDS = 600;

/**
 * Lets scripts of other origins use the service, without credentials: `*` alone for all of them, none for nobody. Comes
 * before all that could refuse a request, so that a script can read why it was refused. Where there are no origins,
 * nothing is installed and no request costs more.
 *
 * Source: Fetch standard, "HTTP extensions" (CORS protocol).
 */
export function enableCors(app: NestExpressApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    // A list is answered with the origin that asks and with `Vary: Origin`, `*` with itself.
    origin: origins.includes('*') ? '*' : [...origins],
    methods: METHODS,
    allowedHeaders: SENT,
    exposedHeaders: READ,
    maxAge: MAX_AGE_SECONDS,
    // It takes every OPTIONS for a preflight and would answer it.
    preflightContinue: true,
  });
  app.use(answerPreflight);
}

/**
 * Answers preflights, those of paths that are not there too: only so can a script read the 404 that follows. Other
 * OPTIONS go on, and are told what the path takes.
 *
 * Source: Fetch standard, "CORS-preflight request".
 */
function answerPreflight({ method, headers }: Request, response: Response, next: NextFunction): void {
  const isPreflight =
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined;
  if (isPreflight) response.writeHead(204).end();
  else next();
}
