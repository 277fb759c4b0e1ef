import { HttpAnswer } from '../http/index.js';
import { type ProblemType, slugOf } from '../problems/index.js';
import { html, joined } from './html.js';
import { DOCUMENT_HEADERS, textPage } from './page.js';

/** What a problem's URL tells of it. */
export interface ProblemExplanation {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly explanation: string;
  readonly remedy: string;
}

/** What is told of a problem. */
export function explanationOf({ type, title, status, explanation, remedy }: ProblemType): ProblemExplanation {
  return { type, title, status, explanation, remedy };
}

/** The page of a problem. `index` leads to all of them. */
export function problemPage(
  { type, title, status, explanation, remedy }: ProblemType,
  index: string,
): HttpAnswer {
  return textPage(
    title,
    html`<h1>${title}</h1>
      <p><code>${type}</code>, status ${status}</p>
      <h2>What happened</h2>
      <p>${explanation}</p>
      <h2>What to do</h2>
      <p>${remedy}</p>
      <p><a href="${index}">All problems</a></p>`,
  );
}

/** The page with all problems. `folder` leads to where they are. */
export function problemIndex(problems: readonly ProblemType[], folder: string): HttpAnswer {
  const items = problems.map(
    (problem) =>
      html`<li>
        ${problem.status} <a href="${folder}${slugOf(problem)}">${problem.title}</a>
        <code>${problem.type}</code>
      </li>`,
  );
  return textPage(
    'Problems',
    html`<h1>Problems</h1>
      <p>Why requests are refused and tasks fail. Each is the <code>type</code> of a problem (RFC 9457).</p>
      <ul>
        ${joined(items)}
      </ul>`,
  );
}

/** An answer in JSON. */
export function jsonAnswer(value: unknown): HttpAnswer {
  const headers = { ...DOCUMENT_HEADERS, 'Content-Type': 'application/json; charset=utf-8', Vary: 'Accept' };
  return new HttpAnswer(200, headers, JSON.stringify(value));
}
