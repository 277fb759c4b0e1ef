import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COUNTED, TIMED } from '../../src/platform/metrics/measured-events.js';
import { metricsOf } from '../support/metrics.js';
import { root } from '../support/root.js';
import { Stack } from '../support/stack.js';
import { tableBelow } from './markdown-tables.js';

const text = readFileSync(join(root, 'docs/operations.md'), 'utf8');

/** What is of the process and not of the service: Node's own, from prom-client. */
const DEFAULTS = /^(process|nodejs)_/;

/** Each metric of the service with its type, whether or not it has a value yet. */
function declared(metrics: string): readonly string[] {
  const types = [...metrics.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return types.map(([, name = '', type = '']) => `${name} ${type}`).filter((line) => !DEFAULTS.test(line));
}

describe('the metrics in docs/operations.md', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.open();
  });
  afterAll(() => stack.close());

  it('are those of the two processes, and no other', async () => {
    const [api, worker] = await Promise.all([stack.api(), stack.worker()]);
    const both = [...declared(await metricsOf(api)), ...declared(await metricsOf(worker))];
    const rows = tableBelow(text, '| Metric | Type | Labels | Meaning |');
    const documented = rows.map(([name, type]) => `${name?.replaceAll('`', '')} ${type}`);
    expect(documented.toSorted()).toEqual([...new Set(both)].toSorted());
  });

  it('have the labels of the code', () => {
    const rows = tableBelow(text, '| Metric | Type | Labels | Meaning |');
    const labels = new Map(rows.map(([name = '', , list = '']) => [name.replaceAll('`', ''), list]));
    for (const { name, labelNames } of [...COUNTED, ...TIMED]) {
      expect([name, labels.get(name)]).toEqual([name, labelNames.map((label) => `\`${label}\``).join(', ')]);
    }
  });

  it('are made from events that there are', () => {
    const rows = tableBelow(text, '| Event | Level | Fields | Meaning |');
    const events = new Set(rows.map(([event]) => event));
    const measured = [...COUNTED.flatMap((one) => Object.keys(one.events)), ...TIMED.map((one) => one.event)];
    expect(measured.filter((event) => !events.has(`\`${event}\``))).toEqual([]);
  });
});
