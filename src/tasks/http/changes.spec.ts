import { Changes } from './changes.js';

describe('changes', () => {
  it('that were noted before are told at once, and once', async () => {
    const abort = new AbortController();
    const changes = new Changes(abort.signal);
    changes.note();
    changes.note();
    expect(await changes.next()).toBe(true);
    const next = changes.next();
    abort.abort();
    expect(await next).toBe(false);
  });

  it('that are noted later are told then', async () => {
    const changes = new Changes(new AbortController().signal);
    const next = changes.next();
    changes.note();
    expect(await next).toBe(true);
  });

  it('are told no more once the signal has fired', async () => {
    const abort = new AbortController();
    const changes = new Changes(abort.signal);
    changes.note();
    abort.abort();
    expect(await changes.next()).toBe(false);
    expect(await changes.next()).toBe(false);
  });
});
