import { Isolation } from './isolation.js';

/** Work that ends when the test says so. */
function gate(): { readonly work: () => Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { work: () => opened, open: () => open() };
}

describe('isolation', () => {
  it('lets work run side by side', async () => {
    const isolation = new Isolation();
    const first = gate();
    const running = isolation.together(first.work);
    await expect(isolation.together(() => Promise.resolve('second'))).resolves.toBe('second');
    first.open();
    await running;
  });

  it('lets nothing run beside work that is alone: what is before it ends first, what comes after is not let in', async () => {
    const isolation = new Isolation();
    const log: string[] = [];
    const before = gate();
    const alone = gate();
    const first = isolation.together(before.work).then(() => log.push('before'));
    const second = isolation
      .alone(() => {
        log.push('alone begins');
        return alone.work();
      })
      .then(() => log.push('alone ends'));
    const late = async (): Promise<number> => log.push('beside');
    await expect(isolation.together(late)).rejects.toThrow('alone');
    before.open();
    await first;
    await expect(isolation.together(late)).rejects.toThrow('alone');
    alone.open();
    await second;
    expect(log).toEqual(['before', 'alone begins', 'alone ends']);
  });

  it('is closed while somebody is alone or waits to be, and open again when that has ended or failed', async () => {
    const isolation = new Isolation();
    const [before, alone] = [gate(), gate()];
    const first = isolation.together(before.work);
    expect(isolation.closed).toBe(false);
    const others = [isolation.alone(alone.work), isolation.alone(() => Promise.reject(new Error('broken')))];
    expect(isolation.closed).toBe(true);
    before.open();
    await first;
    expect(isolation.closed).toBe(true);
    alone.open();
    await Promise.allSettled(others);
    await isolation.open();
    expect(isolation.closed).toBe(false);
  });

  it('goes on after work that failed', async () => {
    const isolation = new Isolation();
    await expect(isolation.alone(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(isolation.together(() => Promise.resolve('fine'))).resolves.toBe('fine');
  });
});
