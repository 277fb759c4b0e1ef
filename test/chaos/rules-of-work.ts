import { groupBy } from './group-by.js';
import type { EffectLine, History, WriteLine } from './history.js';
import type { Rule } from './rules-of-answers.js';

/** Clocks of MONITOR's lines and of leases are one; a line may be written a little later. */
const LEASE_SLACK_MS = 5;

/** (7) Attempts grow; an attempt writes nothing once a later one was granted; no lease is granted while another lasts. */
export const oneHolder: Rule = ({ writes }) =>
  [...groupBy(writes, ({ task }) => task)].flatMap(([task, lines]) =>
    holderFaults(lines).map((fault) => `task ${task}: ${fault}`),
  );

function holderFaults(lines: readonly WriteLine[]): readonly string[] {
  const faults: string[] = [];
  /** The least that the attempt that holds the task can be. */
  let least = 1;
  let latest = 0;
  let lease = 0;
  for (const { script, at, attempt = 0, lease: until } of lines) {
    if (script === 'grant') {
      if (lease > at + LEASE_SLACK_MS)
        faults.push(`granted ${Math.round(lease - at)} ms before the lease before it was over`);
      least = Math.max(latest + 1, latest === 0 ? 1 : least + 1);
    } else {
      // Also where it is not known which attempt wrote.
      if (!(attempt >= least))
        faults.push(`attempt ${attempt} wrote (${script}) after attempt ${least} was granted`);
      latest = Math.max(latest, attempt);
      least = Math.max(least, attempt);
    }
    lease = ENDING.has(script) ? 0 : (until ?? lease);
  }
  return faults;
}

/** Writes behind which nobody holds the task. */
const ENDING: ReadonlySet<string> = new Set(['end', 'release', 'decline']);

const STEPS = ['draft', 'check', 'publish'];

/** (8) No step begins again once a later one began, or anything was undone; undo goes backwards over what began. */
export const stepsInOrder: Rule = ({ effects }) =>
  [...groupBy(effects, ({ uid }) => uid)].flatMap(([, lines]) =>
    stepFaults(lines).map((fault) => `task ${lines[0]?.task}: ${fault}`),
  );

function stepFaults(lines: readonly EffectLine[]): readonly string[] {
  return lines.flatMap((now, index) => {
    const before = lines.slice(0, index).filter(({ attempt }) => attempt <= now.attempt);
    const place = STEPS.indexOf(now.step);
    const begun = before.filter(({ moment }) => moment === 'begin');
    const undone = before.filter(({ moment }) => moment === 'undo');
    if (now.moment === 'begin') {
      const later = begun.find(({ step }) => STEPS.indexOf(step) > place);
      if (later !== undefined)
        return [
          `${now.step} began (attempt ${now.attempt}) after ${later.step} had (attempt ${later.attempt})`,
        ];
      if (undone.length > 0) return [`${now.step} began (attempt ${now.attempt}) after something was undone`];
    }
    if (now.moment === 'undo') {
      // The step that is next is noted as begun by the grant, before it says so itself.
      const furthest = Math.max(
        -1,
        ...lines
          .slice(0, index)
          .filter(({ moment }) => moment === 'begin')
          .map(({ step }) => STEPS.indexOf(step)),
      );
      if (place > furthest + 1) return [`${now.step} was undone and never began`];
      const sooner = undone.find(({ step }) => STEPS.indexOf(step) < place);
      if (sooner !== undefined) return [`${now.step} was undone after ${sooner.step}`];
    }
    return [];
  });
}

/** (16) What each order was to come to it comes to: a task that kills its workers fails, and nobody beside it. */
export const expectedEnds: Rule = ({ orders, rest, faults }: History) => {
  const byNumber = new Map(orders.map((order) => [order.n, order]));
  return rest.tasks.flatMap(({ id, order: n, record }) => {
    const order = n === undefined ? undefined : byNumber.get(n);
    if (order === undefined) return [];
    const { status = '', error = '' } = record;
    const wanted = order.expect === 'finishes' ? 'finished' : 'failed';
    const cancelled = status === 'cancelled' && order.cancelAfterMs !== undefined;
    // Publishing a note has half a second and few tries: an outage of Redis may use them up.
    const tired = faults.length > 0 && wanted === 'finished' && error.includes('"step":"publish"');
    return status === wanted || cancelled || tired
      ? []
      : [`task ${id} of order ${n}, which ${order.expect}, is ${status} ${error}`];
  });
};
