import { resourceLocation } from './resource-location.js';

describe('the location of a resource', () => {
  it.each(['/cars/1', '/notes/a-b_c~d/', '/a/%C3%BC', "/a/b:c@d!$&'()*+,;=", `/${'x'.repeat(511)}`])(
    'may be %s',
    (path) => {
      expect(resourceLocation(path)).toBe(path);
    },
  );

  it.each([
    '',
    '/',
    'cars/1',
    '//elsewhere.example/cars/1',
    '/cars//1',
    'https://elsewhere.example/cars/1',
    'javascript:alert(1)',
    '/cars/1\r\nSet-Cookie: a=b',
    '/cars/1\n',
    '/cars/\0',
    '/cars/ü',
    '/cars/1 2',
    '/\\elsewhere.example',
    '/cars/../admin',
    '/cars/.',
    '/cars/1?x=y',
    '/cars/1#x',
    '/cars/%zz',
    `/${'x'.repeat(512)}`,
    undefined,
    7,
    { toString: () => '/cars/1' },
  ])('is not %j', (path) => {
    expect(() => resourceLocation(path)).toThrow('no path of this service');
  });
});
