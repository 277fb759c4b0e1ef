import express from 'express';
import { RouteTable } from './route-table.js';

function tableOf(): RouteTable {
  const app = express();
  const handler = (): void => {};
  app.use(handler);
  app.get('/cars/:id', handler);
  app.delete('/cars/:id', handler);
  app.post('/cars', handler);
  app.use(handler);
  const table = new RouteTable();
  table.read(app);
  return table;
}

describe('RouteTable', () => {
  it.each([
    ['/cars', ['POST', 'OPTIONS']],
    ['/cars/', ['POST', 'OPTIONS']],
    ['/cars/1', ['GET', 'HEAD', 'DELETE', 'OPTIONS']],
    ['/cars/1/wheels', []],
    ['//cars', []],
    ['/', []],
    ['', []],
    ['/cars/%zz', []],
    ['*', ['GET', 'HEAD', 'DELETE', 'POST', 'OPTIONS']],
  ])('knows what %s takes', (path, methods) => {
    expect(tableOf().allowed(path)).toEqual(methods);
  });

  it('tells whether a path takes a method', () => {
    expect(tableOf().takes('HEAD', '/cars/1')).toBe(true);
    expect(tableOf().takes('POST', '/cars/1')).toBe(false);
  });

  it('knows nothing before it was read', () => {
    expect(new RouteTable().allowed('/cars')).toEqual([]);
  });
});
