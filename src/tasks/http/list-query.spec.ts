import { ProblemError } from '../../platform/http/index.js';
import { nextPage, parseListQuery } from './list-query.js';

function faults(search: string): unknown {
  try {
    return parseListQuery(search);
  } catch (error) {
    if (error instanceof ProblemError) return error.details.errors;
    throw error;
  }
}

describe('the query of GET /tasks', () => {
  it('is a page of twenty without filters when it is empty', () => {
    expect(parseListQuery('')).toEqual({
      filter: { statuses: [], verbs: [], resource: undefined },
      limit: 20,
      before: undefined,
    });
  });

  it.each(['status=active,queued', 'status=active&status=queued', 'status=active%2Cqueued&status=active'])(
    'takes several statuses: %s',
    (search) => {
      expect(parseListQuery(search).filter.statuses).toEqual(['active', 'queued']);
    },
  );

  it('takes a resource, a verb and a limit', () => {
    expect(parseListQuery('resource=/cars/1234&verb=GET&limit=100')).toMatchObject({
      filter: { resource: '/cars/1234', verbs: ['GET'] },
      limit: 100,
    });
  });

  it.each([
    ['unknown=1', 'unknown'],
    ['status=running', 'status'],
    ['status=', 'status'],
    ['verb=get', 'verb'],
    ['resource=cars', 'resource'],
    ['resource=/a&resource=/b', 'resource'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['cursor=abc', 'cursor'],
    ['cursor=', 'cursor'],
  ])('refuses %s and names the parameter', (search, parameter) => {
    expect(faults(search)).toEqual([expect.objectContaining({ parameter })]);
  });

  it('tells every fault at once', () => {
    expect(faults('x=1&limit=0&status=y')).toHaveLength(3);
  });

  it('bounds what it says back of an unknown parameter', () => {
    expect(JSON.stringify(faults(`${'x'.repeat(5_000)}=1`)).length).toBeLessThan(300);
  });
});

describe('the link to the next page', () => {
  it('keeps the filters and comes back as the same place', () => {
    const link = nextPage('status=active&limit=2', 41);
    expect(link).toMatch(/^\/tasks\?status=active&limit=2&cursor=[\w-]+$/);
    expect(parseListQuery(link.slice(link.indexOf('?') + 1))).toMatchObject({
      filter: { statuses: ['active'] },
      limit: 2,
      before: 41,
    });
  });

  it('replaces the cursor of the page it stands on', () => {
    expect(nextPage(nextPage('', 41).slice('/tasks?'.length), 21).match(/cursor/g)).toHaveLength(1);
  });
});
