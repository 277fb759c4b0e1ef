import ts from 'typescript';
import { findings, type Source, sourcesOf } from './sources.js';

const MAX_LINES = 250;

const src = sourcesOf('src');
const all = [...src, ...sourcesOf('test', 'bench', 'scripts')];
const typed = all.filter(({ path }) => path.endsWith('.ts'));

/** Lines on which a type is `any`; the compiler's own tree knows it from a word in a text. */
function anyTypes({ path, text }: Source): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      found.push(`${path}:${file.getLineAndCharacterOfPosition(node.pos).line + 1}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Put together here, so that this file is not its own finding. */
const words = (...pairs: readonly (readonly [string, string])[]): RegExp =>
  new RegExp(pairs.map(([first, second]) => `${first}${second}`).join('|'));

describe('the source files', () => {
  it('are found', () => {
    expect(src.length).toBeGreaterThan(50);
    expect(all.length).toBeGreaterThan(src.length);
  });

  it(`have at most ${MAX_LINES} lines`, () => {
    const long = all.map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }));
    expect(long.filter(({ lines }) => lines > MAX_LINES)).toEqual([]);
  });

  it('use no any', () => {
    expect(typed.flatMap(anyTypes)).toEqual([]);
  });

  it('suppress no rule, no compiler error and no formatting', () => {
    const pattern = words(
      ['oxlint-', 'disable'],
      ['eslint-', 'disable'],
      ['@ts-', '(ignore|expect-error|nocheck)'],
      ['prettier-', 'ignore'],
      ['istanbul ', 'ignore'],
    );
    expect(findings(all, pattern)).toEqual([]);
  });

  it('leave nothing to do: that is what issues are for', () => {
    expect(findings(all, words(['\\bTO', 'DO\\b'], ['\\bFIX', 'ME\\b'], ['\\bXX', 'X\\b']))).toEqual([]);
  });

  it('read the environment in the two entry points only, for readSettings', () => {
    const lines = findings(src, /\bprocess\.env\b|\benv\b.*from 'node:process'/);
    const users = new Set(lines.map((line) => line.split(':')[0]));
    expect(users).toEqual(new Set(['src/main.ts', 'src/worker.ts']));
  });

  it('know no car outside its folder and the list of resources', () => {
    const core = src.filter(
      ({ path }) => !path.startsWith('src/resources/') && !/\.spec(-kit)?\.ts$/.test(path),
    );
    expect(findings(core, /\bcars?\b/i)).toEqual([]);
  });

  it('name BullMQ keys, task keys and queues in no resource', () => {
    const resources = src.filter(({ path }) => path.startsWith('src/resources/'));
    expect(findings(resources, /bull|keys\.(tasks|queues)\b/i)).toEqual([]);
  });
});
