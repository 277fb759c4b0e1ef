import { below } from './page.js';

describe('below', () => {
  it.each([
    ['/docs', './docs/'],
    ['/docs/', './'],
  ])('leads from %s to what is below it, as a browser takes it', (path, folder) => {
    expect(below(path)).toBe(folder);
    for (const prefix of ['', '/some/prefix']) {
      const target = new URL(`${folder}start.js`, `http://host${prefix}${path}`);
      expect(target.pathname).toBe(`${prefix}/docs/start.js`);
    }
  });
});
