import { ProblemError } from './problem.js';
import { pathOf, uriOf } from './problem-answer.js';

const TEAPOT = { type: '/problems/teapot', status: 418, title: 'It is a teapot' };

describe('ProblemError', () => {
  it('has the members of RFC 9457, and only those that are known', () => {
    const plain = new ProblemError(TEAPOT, { detail: 'Short and stout.' });
    expect(plain.body()).toEqual({ ...TEAPOT, detail: 'Short and stout.' });
    const errors = [{ pointer: '/spout', detail: 'must be there' }];
    const full = new ProblemError(TEAPOT, { detail: 'No spout.', errors });
    expect(full.body('/pots')).toEqual({ ...TEAPOT, detail: 'No spout.', instance: '/pots', errors });
  });
});

describe('pathOf', () => {
  it.each([
    ['/cars/1?x=1', '/cars/1'],
    ['/cars/%zz#f?g', '/cars/%zz'],
    ['http://host:80/cars?x', '/cars'],
    ['http://[', ''],
    ['*', '*'],
    ['//cars', '//cars'],
  ])('keeps of %s the path alone', (url, path) => {
    expect(pathOf({ url })).toBe(path);
  });
});

describe('the instance of a problem', () => {
  it.each([
    ['/tasks/1', '/tasks/1'],
    ['/tasks/%31%2f', '/tasks/%31%2f'],
    ['/tasks/%', '/tasks/%25'],
    ['/tasks/%zz', '/tasks/%25zz'],
    ['/tasks/<b>"\\^`{|}[]', '/tasks/%3Cb%3E%22%5C%5E%60%7B%7C%7D%5B%5D'],
    ['/t\u00E9', '/t%E9'],
  ])('is a URI reference, whatever path was sent: %s', (path, uri) => {
    expect(uriOf(path)).toBe(uri);
  });
});
