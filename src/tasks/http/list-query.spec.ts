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

  it.each([
    ['2026-01-31T12:00:00Z', 0, 0],
    ['2026-01-31t12:00:00z', 0, 0],
    ['2026-01-31T13:00:00%2B01:00', 0, 0],
    ['2026-01-31T12:00:00.123Z', 123, 123],
    ['2026-01-31T12:00:00.1234567Z', 123, 124],
  ])('takes times of creation, to the milliseconds that tasks show: %s', (time, after, before) => {
    const noon = Date.UTC(2026, 0, 31, 12);
    expect(parseListQuery(`created_after=${time}&created_before=${time}`).filter).toMatchObject({
      createdAfterMs: noon + after,
      createdBeforeMs: noon + before,
    });
  });

  it('tells few of many faults', () => {
    const many = Array.from({ length: 1_000 }, (_, n) => `a${n}=1`).join('&');
    expect(faults(`status=${',x'.repeat(5_000)}&${many}`)).toHaveLength(11);
  });

  it.each([
    '',
    'yesterday',
    '2026-01-31',
    '2026-13-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00+02:00',
    '2026-01-31T24:00:00Z',
    '2026-01-31T12:00:00',
    '2026-01-31T12:00:00+01:00',
    '1',
    '1960-01-01T00:00:00Z',
  ])('refuses what is no time: created_after=%s', (time) => {
    expect(faults(`created_after=${time}`)).toEqual([
      {
        parameter: 'created_after',
        detail: 'must be a date and time such as 2026-01-31T12:00:00Z (a + in it is %2B)',
      },
    ]);
  });

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
