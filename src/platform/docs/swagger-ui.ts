import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ServerResponse } from 'node:http';
import type { Response } from 'express';
import { type Answer, HttpAnswer, StreamAnswer } from '../http/index.js';
import { html } from './html.js';
import { DOCUMENT_HEADERS, pageAnswer } from './page.js';

/** What the page loads from the package that Swagger UI comes in. */
const PACKAGED = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

/** Starts it. Inline it would need a weaker policy. */
const START = 'start.js';

/** The files of the page. */
export const UI_FILES: readonly string[] = [...PACKAGED, START];

/** Everything is found from where this script is, so that the page works below any path prefix. */
const START_SCRIPT = `SwaggerUIBundle({
  url: new URL('../openapi.json', document.currentScript.src).href,
  dom_id: '#ui',
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
`;

/** The page. `folder` leads to its files; where `publicUrl` names another origin, requests may be tried out there. */
export function uiPage(folder: string, publicUrl: string): HttpAnswer {
  const origin = publicUrl === '' ? '' : ` ${new URL(publicUrl).origin}`;
  return pageAnswer({
    title: 'API',
    head: html`<link rel="stylesheet" href="${folder}swagger-ui.css" />
      <link rel="icon" type="image/png" href="${folder}favicon-32x32.png" />`,
    body: html`<div id="ui"></div>
      <noscript>This page shows openapi.json, which needs JavaScript.</noscript>
      <script src="${folder}swagger-ui-bundle.js"></script>
      <script src="${folder}${START}"></script>`,
    policy: [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      `connect-src 'self'${origin}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  });
}

/** A file of the page; undefined for any other. */
export function uiFile(name: string): Answer | undefined {
  if (name === START) {
    const headers = { ...DOCUMENT_HEADERS, 'Content-Type': 'text/javascript; charset=utf-8' };
    return new HttpAnswer(200, headers, START_SCRIPT);
  }
  if (!PACKAGED.some((file) => file === name)) return undefined;
  return new StreamAnswer((response) => sendPackaged(name, response));
}

/** Sends it piece by piece: the largest has 1.5 MB. Nothing holds it in memory, and clients that have it get 304. */
async function sendPackaged(name: string, response: ServerResponse): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const options = { acceptRanges: false, cacheControl: false, headers: DOCUMENT_HEADERS };
  await new Promise<void>((resolve, reject) => {
    (response as Response).sendFile(join(folder, name), options, (error?: NodeJS.ErrnoException) => {
      // A client that goes away is no fault: Express' own word for it, or the connection's.
      if (!(error instanceof Error) || error.code === 'ECONNABORTED' || response.destroyed) resolve();
      else reject(error);
    });
  });
}
