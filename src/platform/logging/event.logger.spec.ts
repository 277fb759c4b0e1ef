import { EventLogger } from './event.logger.js';
import { NestLogger } from './nest.logger.js';

function open(level: 'debug' | 'info' = 'info') {
  const lines: unknown[] = [];
  const log = EventLogger.forProcess('api', level, { write: (line) => lines.push(JSON.parse(line)) });
  return { log, lines };
}

describe('EventLogger', () => {
  it('writes a JSON line with level, time, process, pid, the event and its fields', () => {
    const { log, lines } = open();
    log.info('task.finished', { task: 9999 });
    expect(lines).toEqual([
      {
        level: 30,
        time: expect.any(Number) as unknown,
        process: 'api',
        pid: process.pid,
        event: 'task.finished',
        task: 9999,
      },
    ]);
  });

  it('adds the fields of a child to all its events', () => {
    const { log, lines } = open();
    log.child({ task: 1 }).child({ attempt: 2 }).warn('step.failed');
    expect(lines).toEqual([
      expect.objectContaining({ level: 40, event: 'step.failed', task: 1, attempt: 2 }),
    ]);
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = open();
    log.debug('task.started');
    expect(lines).toEqual([]);
  });

  it('cuts long texts, its own and those of a child', () => {
    const { log, lines } = open();
    log.child({ given: 'y'.repeat(1_000) }).info('http.received', { agent: 'x'.repeat(1_000) });
    expect(lines).toEqual([
      expect.objectContaining({ given: `${'y'.repeat(256)}…`, agent: `${'x'.repeat(256)}…` }),
    ]);
  });

  it('keeps of an error its type, message and stack', () => {
    const { log, lines } = open();
    log.error('http.failed', { err: Object.assign(new TypeError('no'), { token: 'secret' }) });
    expect(lines).toEqual([
      expect.objectContaining({
        err: { type: 'TypeError', message: 'no', stack: expect.stringContaining('at ') as unknown },
      }),
    ]);
  });

  it('survives fields that JSON can not hold', () => {
    const { log, lines } = open();
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    log.info('odd', { circle, huge: 1n });
    expect(lines).toEqual([expect.objectContaining({ event: 'odd' })]);
  });
});

describe('NestLogger', () => {
  it('takes what Nest tells at start for debugging', () => {
    const { log, lines } = open('debug');
    new NestLogger(log).log('Nest application successfully started', 'NestApplication');
    const message = 'Nest application successfully started';
    expect(lines).toEqual([
      expect.objectContaining({ level: 20, event: 'nest', context: 'NestApplication', message }),
    ]);
  });

  it('keeps warnings and errors, with the stack where there is one', () => {
    const { log, lines } = open();
    const nest = new NestLogger(log);
    nest.warn('deprecated', 'Router');
    nest.error('it broke', 'Error: it broke\n    at file.js:1', 'Router');
    nest.error(new Error('it broke'), 'Router');
    expect(lines).toEqual([
      expect.objectContaining({ level: 40, message: 'deprecated', context: 'Router' }),
      expect.objectContaining({
        level: 50,
        message: 'it broke',
        stack: expect.stringContaining('file.js') as unknown,
        context: 'Router',
      }),
      expect.objectContaining({
        level: 50,
        err: expect.objectContaining({ message: 'it broke' }) as unknown,
        context: 'Router',
      }),
    ]);
  });
});
