/** Makes docs/performance.md and its charts from bench/performance/results: `npm run bench:report`. */
import { basename } from 'node:path';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { BARS, limitOf, meets } from './bars.mjs';
import { barChart } from './chart.mjs';
import { CONTESTANTS } from './contestants.mjs';
import { titleOf } from './measured.mjs';
import { medianOf, ratioOf, shown } from './ratios.mjs';

const RESULTS = new URL('results/', import.meta.url);
const DOCS = new URL('../../docs/', import.meta.url);
const CHARTED = [
  ['accept', 'requests/s', 'POST /cars, requests a second'],
  ['status', 'finished, requests/s', 'GET /tasks/{id}, requests a second'],
  ['work', 'tasks/s', 'one worker, tasks a second'],
  ['life', 'CPU s/1,000', 'CPU seconds for the whole life of 1,000 tasks'],
];

const number = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3));
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function barsOf({ node, measures }) {
  const has = ({ measure, against }) => against in (measures[measure]?.[0] ?? {});
  const rows = BARS.filter(has).map((bar) => {
    const ratio = ratioOf(measures[bar.measure], bar.figure, bar.against, bar.of);
    const met = meets(bar, ratio.median, node);
    const limit = `${bar.sense} ${limitOf(bar, node)}`;
    return [bar.measure, bar.figure, titleOf(bar.against), shown(ratio), limit, met ? 'met' : '**missed**'];
  });
  return table(['Measure', 'Figure', 'Against', 'Ours / theirs', 'Bar', ''], rows);
}

function figuresOf(measured) {
  const names = Object.keys(measured[0]);
  const figures = [...new Set(names.flatMap((name) => Object.keys(measured[0][name])))];
  const cell = (name, figure) =>
    figure in measured[0][name] ? number(medianOf(measured, name, figure)) : '';
  return table(
    ['', ...names.map(titleOf)],
    figures.map((figure) => [figure, ...names.map((name) => cell(name, figure))]),
  );
}

function charts(run, { node, measures }) {
  mkdirSync(new URL('charts/', DOCS), { recursive: true });
  return CHARTED.filter(([measure]) => measure in measures).map(([measure, figure, title]) => {
    const bars = Object.keys(measures[measure][0]).map((name) => {
      const value = medianOf(measures[measure], name, figure);
      return { label: titleOf(name), value, text: String(number(value)) };
    });
    const file = `charts/${measure}-${run}.svg`;
    writeFileSync(new URL(file, DOCS), barChart(`${title} (Node ${node})`, bars));
    return `![${title}](${file})`;
  });
}

function whereOf({ date, commit, node, redis, kernel, cores, processor, memoryGiB, rounds }) {
  return `${date}, commit ${commit}: Node ${node}, Redis ${redis}, Linux ${kernel}, ${cores} processors (${processor}), ${memoryGiB} GiB; ${rounds} rounds.`;
}

function section(run, results) {
  const { node, runs, measures } = results;
  const notes = Object.entries(results.notes ?? {}).map(
    ([name, value]) => `${name}: \`${JSON.stringify(value)}\``,
  );
  const details = Object.entries(measures).map(
    ([name, measured]) => `### ${name}\n\n${whereOf(runs[name])}\n\n${figuresOf(measured)}`,
  );
  return [
    `## Node ${node}`,
    'Of which commit and machine each measure is stands below, beside its figures.',
    barsOf(results),
    ...charts(run, results),
    ...details,
    ...notes,
  ].join('\n\n');
}

const contestants = table(
  ['Contestant', 'What it promises', 'Durability'],
  CONTESTANTS.map(({ title, promises, durability }) => [title, promises, durability]),
);
/** Runs of one version of Node each, the whole one first; other files hold measures for other documents. */
const sections = readdirSync(RESULTS)
  .filter((file) => file.startsWith('node-'))
  .map((file) => basename(file, '.json'))
  .toSorted()
  .map((run) => section(run, JSON.parse(readFileSync(new URL(`${run}.json`, RESULTS), 'utf8'))));
writeFileSync(
  new URL('performance.md', DOCS),
  `# Performance

Made by \`npm run bench:report\` from a run of \`npm run bench:performance\`; do not edit. Each contestant is started fresh, with a store of its own:
its API and workers on one processor, its store and \`wrk\` on the other (other clients on either). They are measured in turns, and what counts is the
median of the ratios within a round, with their range. CPU is of all processes of a contestant, its store included.

${contestants}

Restate may use both processors, since its server is front and store at once. Measures are described where they are, in
\`bench/performance/measures\`.

${readFileSync(new URL('reasons.md', import.meta.url), 'utf8').trim()}

${sections.join('\n\n')}
`,
);
