import { breakBuild } from './broken-build.js';
import { BREAKS } from './breaks.js';
import { violationsOf } from './checker.js';
import { run } from './run.js';

const RUN_MS = 600_000;

describe('a run finds that the service lacks', () => {
  it.each(BREAKS)(
    '%s',
    async (_, plan, breakage) => {
      const build = await breakBuild(breakage);
      try {
        const { history } = await run(plan, build.folder, build.scripts);
        const violations = violationsOf(history);
        process.stderr.write(`${violations.length} violations, such as: ${violations[0] ?? 'none'}\n`);
        expect(violations).not.toEqual([]);
      } finally {
        await build.remove();
      }
    },
    RUN_MS,
  );
});
