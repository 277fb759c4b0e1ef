import { pause } from '../support/pause.js';
import type { TaskDocument } from '../support/task-document.js';
import type { PageWalk } from './history.js';

const LIMIT = 25;
const MOST_PAGES = 12;
const REST_MS = 700;

/** Walks through the list again and again, page by page, until the signal fires. */
export async function walkPages(url: () => string, signal: AbortSignal): Promise<readonly PageWalk[]> {
  const walks: PageWalk[] = [];
  while (!signal.aborted) {
    walks.push(await walkOnce(url));
    await pause(REST_MS, signal);
  }
  return walks;
}

async function walkOnce(url: () => string): Promise<PageWalk> {
  const from = Date.now();
  const pages: number[][] = [];
  let next: string | undefined = `/tasks?limit=${LIMIT}`;
  while (next !== undefined && pages.length < MOST_PAGES) {
    const page: Page | undefined = await pageAt(new URL(next, url()));
    if (page === undefined) break;
    pages.push([...page.ids]);
    next = page.next;
  }
  return { client: 'lister', from, to: Date.now(), limit: LIMIT, pages, whole: next === undefined };
}

interface Page {
  readonly ids: readonly number[];
  readonly next: string | undefined;
}

async function pageAt(url: URL): Promise<Page | undefined> {
  try {
    const response = await fetch(url);
    if (!response.ok) return undefined;
    const documents = (await response.json()) as readonly TaskDocument[];
    const next = /<([^>]*)>/.exec(response.headers.get('Link') ?? '')?.[1];
    return { ids: documents.map(({ task_id }) => task_id), next };
  } catch {
    return undefined;
  }
}
