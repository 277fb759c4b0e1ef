import { resourcePath } from './resource-path.js';

describe('the path a task was asked for as', () => {
  it.each([
    ['/cars', {}, '/cars/'],
    ['/cars/', {}, '/cars/'],
    ['/cars/1234', { carId: '1234' }, '/cars/1234'],
    ['/cars/1234/', { carId: '1234' }, '/cars/1234'],
    ['/cars/%31234', { carId: '1234' }, '/cars/1234'],
    ['/a%20b', {}, '/a%20b/'],
  ])('%s becomes one spelling', (path, params, expected) => {
    expect(resourcePath({ path, params })).toBe(expected);
  });
});
