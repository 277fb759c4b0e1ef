import {
  definedProblems,
  defineFailure,
  defineProblem,
  occurrence,
  problemOfSlug,
  slugOf,
} from './problem.js';

const words = { title: 'It is a teapot', explanation: 'Coffee was asked for.', remedy: 'Ask for tea.' };
const TEAPOT = defineProblem({ slug: 'teapot', status: 418, ...words });

describe('defineProblem', () => {
  it('makes the type a path of this service', () => {
    expect(TEAPOT).toEqual({ type: '/problems/teapot', status: 418, ...words, of: 'request' });
    expect(slugOf(TEAPOT)).toBe('teapot');
  });

  it('refuses a slug that is taken, by a failure too', () => {
    expect(() => defineProblem({ slug: 'teapot', status: 400, ...words })).toThrow('teapot is defined twice');
    expect(() => defineFailure({ slug: 'teapot', status: 400, ...words })).toThrow('teapot is defined twice');
  });

  it('lists and finds what is defined', () => {
    expect(definedProblems()).toContain(TEAPOT);
    expect(problemOfSlug('teapot')).toBe(TEAPOT);
    expect(problemOfSlug('kettle')).toBeUndefined();
  });
});

describe('occurrence', () => {
  it('has the members a client is told, and not the words of its page', () => {
    expect(occurrence(TEAPOT, 'Short.')).toEqual({
      type: '/problems/teapot',
      title: 'It is a teapot',
      status: 418,
      detail: 'Short.',
    });
  });
});
