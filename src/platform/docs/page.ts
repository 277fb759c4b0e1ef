import { HttpAnswer } from '../http/index.js';
import { html, type Markup, raw } from './html.js';

/** What every answer of the documentation has. It changes with the service's version only, and a deploy should show soon. */
export const DOCUMENT_HEADERS = { 'Cache-Control': 'public, max-age=300' };

/** A whole page. */
export interface Page {
  readonly title: string;
  /** What stands in the head beside the title. */
  readonly head: Markup;
  readonly body: Markup;
  /** Its Content-Security-Policy. */
  readonly policy: string;
}

/** Answers with a page. */
export function pageAnswer({ title, head, body, policy }: Page): HttpAnswer {
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        ${head}
      </head>
      <body>
        ${body}
      </body>
    </html>`;
  const headers = { ...DOCUMENT_HEADERS, 'Content-Type': 'text/html; charset=utf-8', Vary: 'Accept' };
  return new HttpAnswer(200, { ...headers, 'Content-Security-Policy': policy }, text);
}

/** Nothing but the page itself: no script, no picture, no other host. */
const TEXT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE = raw(`<style>
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
a { color: #0b57d0 }
@media (prefers-color-scheme: dark) { body { color: #eaeaea; background: #161616 } a { color: #9cc3ff } }
</style>`);

/** Answers with a page of text. */
export function textPage(title: string, body: Markup): HttpAnswer {
  return pageAnswer({ title, head: STYLE, body, policy: TEXT_POLICY });
}

/** The way from a page at this path to what is below it: browsers take a path's last part away unless a slash ends it. */
export function below(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last === '' ? './' : `./${last}/`;
}
