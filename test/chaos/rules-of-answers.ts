import { changedMs } from '../support/record.js';
import { groupBy } from './group-by.js';
import { hasEnded, type History, type RequestLine, type Seen } from './history.js';

/** What a rule finds wrong; nothing where all is well. */
export type Rule = (history: History) => readonly string[];

/** A task's last answer comes with its end: nothing queues before what a customer sees here. */
const SLACK_MS = 12_000;

/** Statuses that the protocol has for each purpose. */
const ANSWERS: Readonly<Record<RequestLine['purpose'], readonly number[]>> = {
  order: [200, 201, 202, 404, 409, 422, 500, 503],
  task: [200, 201, 202, 404, 409, 422, 500, 503],
  wait: [200, 201, 202, 404, 409, 422, 500, 503],
  stream: [200, 204, 503],
  list: [200, 202, 503],
  cancel: [200, 202, 409, 503],
};

const RANKS = ['queued', 'active'];

/** What a client was told of tasks, in the order of the answers' ends. */
function sightings({ requests }: History): ReadonlyMap<number, readonly Seen[]> {
  const all = requests.flatMap(({ seen }) => seen).toSorted((a, b) => a.to - b.to);
  return groupBy(all, ({ task }) => task);
}

/** (1) A task that was accepted is found from then on. */
export const acceptedIsFound: Rule = ({ requests, rest }) => {
  const accepted = requests.filter(
    ({ purpose, outcome, task }) => purpose === 'order' && outcome === 'ok' && task !== undefined,
  );
  const kept = new Set(rest.tasks.map(({ id }) => id));
  const lost = accepted
    .filter(({ task = 0 }) => !kept.has(task))
    .map(({ task, order }) => `task ${task} of order ${order} is gone`);
  const missing = requests.filter(
    ({ purpose, problem, status }) =>
      purpose !== 'order' && problem !== undefined && (status === 404 || status === 410),
  );
  return [...lost, ...missing.map(({ path, problem }) => `${path} was answered ${problem}`)];
};

/** (3) Nothing goes back for anybody: status, version, progress; 100 and eta 0 say what they say. */
export const nothingGoesBack: Rule = (history) =>
  [...sightings(history)].flatMap(([task, seen]) =>
    seen.flatMap((now, index) =>
      [
        ...selfFaults(now),
        ...seen
          .slice(Math.max(0, index - 8), index)
          .filter(({ to }) => to <= now.from)
          .flatMap((before) => fallBetween(before, now)),
      ].map((fault) => `task ${task}: ${fault}`),
    ),
  );

function selfFaults({ status, progress, eta }: Seen): readonly string[] {
  const faults: string[] = [];
  if ((progress === 100) !== (status === 'finished')) faults.push(`progress ${progress} while ${status}`);
  if ((eta === 0) !== hasEnded({ status })) faults.push(`eta ${eta} while ${status}`);
  return faults;
}

function fallBetween(before: Seen, now: Seen): readonly string[] {
  const rank = ({ status }: Seen): number => (RANKS.includes(status) ? RANKS.indexOf(status) : RANKS.length);
  const faults: string[] = [];
  if (rank(now) < rank(before)) faults.push(`${before.status}, then ${now.status}`);
  if (now.progress < before.progress) faults.push(`progress ${before.progress}, then ${now.progress}`);
  if ((now.version ?? Infinity) < (before.version ?? 0))
    faults.push(`version ${before.version}, then ${now.version}`);
  return faults;
}

/** (4) There is one end, the same for all who look, and at rest. */
export const oneEnd: Rule = (history) => {
  const ends = new Map<number, Set<string>>();
  const seen = [
    ...history.requests.flatMap((line) => line.seen),
    ...history.rest.tasks.flatMap(({ http }) => http.seen ?? []),
  ];
  for (const { task, digest } of seen)
    if (digest !== undefined) ends.set(task, (ends.get(task) ?? new Set()).add(digest));
  return [...ends].filter(([, digests]) => digests.size > 1).map(([task]) => `task ${task} had several ends`);
};

/** (10) Pages go down without a repetition, and miss none that was accepted before. */
export const pagesAreWhole: Rule = ({ walks, requests }) => {
  const accepted = requests.filter(
    ({ purpose, outcome, task }) => purpose === 'order' && outcome === 'ok' && task !== undefined,
  );
  return walks.flatMap(({ from, pages, whole }) => {
    const ids = pages.flat();
    const least = whole ? 0 : (ids.at(-1) ?? Infinity);
    const there = new Set(ids);
    const missed = accepted.filter(
      ({ task = 0, to }) => to < from && task >= least && !there.has(task) && ids.length > 0,
    );
    const disorder = ids.filter((id, index) => index > 0 && id >= (ids[index - 1] ?? Infinity));
    return [
      ...missed.map(({ task }) => `a walk missed task ${task}`),
      ...disorder.map((id) => `a walk had ${id} out of order`),
    ];
  });
};

/** What ended is told at once; where messages may have been lost, by the next audit at the latest. */
const TOLD_MS = { calm: 2_500, faults: 40_000 };

/** (11) Who waits for a task hears of its end in bound. */
export const endsAreTold: Rule = ({ requests, rest, faults, healed }) => {
  const ends = new Map(rest.tasks.map(({ id, record }) => [id, changedMs(record)]));
  const bound = faults.length === 0 ? TOLD_MS.calm : TOLD_MS.faults;
  return requests.flatMap(({ purpose, task, seen, from, to }) => {
    const id = task ?? seen[0]?.task ?? 0;
    const ended = Math.max(ends.get(id) ?? Infinity, from, faults.length === 0 ? 0 : healed);
    const held = purpose === 'wait' || purpose === 'stream';
    return held && to - ended > bound
      ? [`${purpose} of task ${id} was told ${to - ended} ms after its end`]
      : [];
  });
};

/** (11) Waits and streams end in bound, and what a stream told last is what GET says. */
export const waitsEnd: Rule = ({ requests, rest }) => {
  const late = requests.filter(
    ({ from, to, wait = 0, purpose }) => purpose !== 'stream' && to - from > wait * 1000 + SLACK_MS,
  );
  const ends = new Map(rest.tasks.map(({ id, http }) => [id, http.seen]));
  const wrong = requests.flatMap(({ purpose, outcome, seen }) => {
    const last = seen.at(-1);
    const end = ends.get(last?.task ?? 0);
    const differs =
      last !== undefined && end !== undefined && (last.status !== end.status || last.version !== end.version);
    return purpose === 'stream' && outcome === 'ok' && differs
      ? [
          `the stream of task ${last.task} ended with ${last.status}, version ${last.version}, not ${end.status}, ${end.version}`,
        ]
      : [];
  });
  return [...late.map(({ method, path, from, to }) => `${method} ${path} took ${to - from} ms`), ...wrong];
};

/** (14) Only answers that the protocol knows; a connection that breaks is none. */
export const answersAreKnown: Rule = ({ requests }) =>
  requests
    .filter(
      ({ status, purpose, problem }) =>
        status !== undefined &&
        (!ANSWERS[purpose].includes(status) || (problem !== undefined && !problem.startsWith('/problems/'))),
    )
    .map(({ method, path, status, problem }) => `${method} ${path} was answered ${status} ${problem ?? ''}`);

/** (12) A keyed order names one task, however often it is repeated, and (6) there is one task to each order at most. */
export const oneTaskAnOrder: Rule = ({ requests, rest, orders }) => {
  const named = new Map<number, Set<number>>();
  for (const { purpose, order, task, method } of requests) {
    if (purpose !== 'order' || method !== 'POST' || task === undefined || order === undefined) continue;
    named.set(order, (named.get(order) ?? new Set()).add(task));
  }
  const made = groupBy(
    rest.tasks.filter(({ order }) => order !== undefined),
    ({ order }) => order,
  );
  return orders.flatMap(({ n }) => {
    const names = named.get(n)?.size ?? 0;
    const tasks = made.get(n)?.length ?? 0;
    return [
      ...(names > 1 ? [`order ${n} was told ${names} tasks`] : []),
      ...(tasks > 1 ? [`order ${n} made ${tasks} tasks`] : []),
    ];
  });
};
