import { BREAKS } from '../chaos/breaks.js';
import { sourcesOf } from './sources.js';

describe('what chaos breaks on purpose (bench/chaos.mjs planted)', () => {
  const sources = new Map(sourcesOf('src').map(({ path, text }) => [path, text]));

  it.each(BREAKS)('%s stands where it is looked for', (_name, _plan, breakage) => {
    for (const { file, from } of breakage) {
      expect(sources.get(`src/${file.replace(/\.js$/, '.ts')}`)).toContain(from);
    }
  });
});
