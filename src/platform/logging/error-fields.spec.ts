import { errorFields } from './error-fields.js';

describe('errorFields', () => {
  it('keeps type, message and stack, and the cause below it', () => {
    const error = new TypeError('outer', { cause: new Error('inner') });
    const fields = errorFields(error);
    expect(fields).toMatchObject({ type: 'TypeError', message: 'outer' });
    expect(fields.stack).toMatch(/TypeError: outer[\s\S]*caused by: Error: inner/);
  });

  it('keeps none of the other members an error may carry', () => {
    const error = Object.assign(new Error('x'), { password: 'secret' });
    expect(JSON.stringify(errorFields(error))).not.toContain('secret');
  });

  it('bounds long messages and endless causes', () => {
    const loop = new Error('y'.repeat(10_000));
    loop.cause = loop;
    expect(JSON.stringify(errorFields(loop)).length).toBeLessThan(2_200);
  });

  it('finds the message of a failed connection, which is an AggregateError without one', () => {
    const refused = new AggregateError([new Error('connect ECONNREFUSED 127.0.0.1:6379')]);
    expect(errorFields(refused).message).toBe('connect ECONNREFUSED 127.0.0.1:6379');
  });

  it('takes what is not an error', () => {
    expect(errorFields('oops')).toEqual({ type: 'string', message: 'oops' });
    expect(errorFields(new Error('outer', { cause: 'a text' })).stack).toContain('caused by: a text');
  });
});
