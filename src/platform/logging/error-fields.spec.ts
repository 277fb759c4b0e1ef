import { errorFields } from './error-fields.js';

describe('errorFields', () => {
  it('keeps type, message and stack, and the cause', () => {
    const error = new TypeError('outer', { cause: new Error('inner') });
    expect(errorFields(error)).toMatchObject({
      type: 'TypeError',
      message: 'outer',
      cause: { message: 'inner' },
    });
  });

  it('keeps none of the other members an error may carry', () => {
    expect(JSON.stringify(errorFields(Object.assign(new Error('x'), { password: 'secret' })))).not.toContain(
      'secret',
    );
  });

  it('bounds long messages and endless causes', () => {
    const loop = new Error('y'.repeat(10_000));
    loop.cause = loop;
    expect(JSON.stringify(errorFields(loop)).length).toBeLessThan(20_000);
  });

  it('takes what is not an error', () => {
    expect(errorFields('oops')).toEqual({ type: 'string', message: 'oops' });
  });
});
