import { type Client, MUSTANG } from '../support/client.js';
import { Stack } from '../support/stack.js';
import type { ProblemDocument, TaskDocument } from '../support/task-document.js';

const NEXT_YEAR = new Date().getUTCFullYear() + 1;
const KIB = 1024;

/** Each body that is refused, with the places of its faults. */
const REFUSED: readonly (readonly [what: string, body: unknown, pointers: readonly string[]])[] = [
  ['no brand', { make: 'Mustang', model: 2014, color: 'Blue' }, ['/brand']],
  ['an empty make', { ...MUSTANG, make: '' }, ['/make']],
  ['a color of blanks', { ...MUSTANG, color: '   ' }, ['/color']],
  ['a brand of 65 characters', { ...MUSTANG, brand: 'x'.repeat(65) }, ['/brand']],
  ['a brand that is a number', { ...MUSTANG, brand: 7 }, ['/brand']],
  ['a color that is null', { ...MUSTANG, color: null }, ['/color']],
  ['a make that is a list', { ...MUSTANG, make: ['Mustang'] }, ['/make']],
  ['a model before the first car', { ...MUSTANG, model: 1885 }, ['/model']],
  ['a model after next year', { ...MUSTANG, model: NEXT_YEAR + 1 }, ['/model']],
  ['a model with a fraction', { ...MUSTANG, model: 2014.5 }, ['/model']],
  ['a model in quotes', { ...MUSTANG, model: '2014' }, ['/model']],
  ['an unknown member', { ...MUSTANG, doors: 5 }, ['/doors']],
  [
    'members that every object has',
    '{"brand":"a","make":"b","model":2000,"color":"c","constructor":{}}',
    ['/constructor'],
  ],
  ['a prototype', '{"brand":"a","make":"b","model":2000,"color":"c","__proto__":{"x":1}}', ['/__proto__']],
  ['a member whose name has a slash', { ...MUSTANG, 'a/b~c': 1 }, ['/a~1b~0c']],
  [
    'several faults at once',
    { brand: '', model: 1, doors: 5 },
    ['/brand', '/color', '/doors', '/make', '/model'],
  ],
  ['an empty object', {}, ['/brand', '/color', '/make', '/model']],
  ['a list', [MUSTANG], ['']],
  ['a text', '"Ford"', ['']],
  ['null', 'null', ['']],
  ['nothing', '', ['']],
];

describe('POST /cars', () => {
  let stack: Stack;
  let client: Client;
  const json = { 'Content-Type': 'application/json' };
  const send = async (body: string, headers: Record<string, string> = json): ReturnType<Client['send']> =>
    client.send('POST', '/cars', { body, headers });

  beforeAll(async () => {
    stack = await Stack.open();
    ({ client } = await stack.api());
  });
  afterAll(() => stack.close());

  it.each(REFUSED)('refuses %s, with one error for each fault', async (_, body, pointers) => {
    const answer = await send(typeof body === 'string' ? body : JSON.stringify(body));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const { errors, ...problem } = answer.body as ProblemDocument;
    expect(problem).toMatchObject({ status: 400, type: expect.any(String), instance: '/cars' });
    expect(errors?.map(({ pointer }) => pointer).toSorted()).toEqual(pointers);
    for (const { detail } of errors ?? []) expect(detail).not.toBe('');
  });

  it.each(['{"brand":', 'brand=Ford', '{brand: "Ford"}'])('refuses what is not JSON: %s', async (body) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect((answer.body as ProblemDocument).type).toMatch(/\/malformed-json$/);
  });

  it.each([1886, NEXT_YEAR])('takes the model year %i', async (model) => {
    expect((await client.post('/cars', { ...MUSTANG, model })).status).toBe(202);
  });

  it('trims texts, and counts their characters after that', async () => {
    const answer = await client.post('/cars', {
      ...MUSTANG,
      brand: `  ${'x'.repeat(64)}\n`,
      color: '\tBlue ',
    });
    expect(answer.status).toBe(202);
    const { request } = answer.body as TaskDocument;
    expect(request.body).toEqual({ ...MUSTANG, brand: 'x'.repeat(64) });
  });

  it('keeps what is not ASCII', async () => {
    const answer = await client.post('/cars', { ...MUSTANG, brand: 'Škoda 🚗', color: 'grün' });
    expect((answer.body as TaskDocument).request.body).toMatchObject({ brand: 'Škoda 🚗', color: 'grün' });
  });

  it('refuses a body over 64 KiB with 413', async () => {
    const answer = await send(JSON.stringify({ ...MUSTANG, color: 'x'.repeat(64 * KIB) }));
    expect(answer.status).toBe(413);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  });

  it('reads a body of exactly 64 KiB', async () => {
    const padding = ' '.repeat(64 * KIB - JSON.stringify(MUSTANG).length);
    expect((await send(`${JSON.stringify(MUSTANG)}${padding}`)).status).toBe(202);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'multipart/form-data; boundary=x',
  ])('refuses the media type %s with 415', async (type) => {
    const answer = await send(JSON.stringify(MUSTANG), { 'Content-Type': type });
    expect(answer.status).toBe(415);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  });

  it('takes JSON with a charset of UTF-8 and a type in capitals', async () => {
    const headers = { 'Content-Type': 'Application/JSON; charset="UTF-8"' };
    expect((await send(JSON.stringify(MUSTANG), headers)).status).toBe(202);
  });

  it('makes no task of what it refuses', async () => {
    const before = await client.get('/tasks?limit=100');
    await send('{}');
    await send(JSON.stringify(MUSTANG), { 'Content-Type': 'text/plain' });
    const after = await client.get('/tasks?limit=100');
    expect((after.body as TaskDocument[]).length).toBe((before.body as TaskDocument[]).length);
  });
});
