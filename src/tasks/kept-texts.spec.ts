import { keptLocation, keptNames, keptResult, locationOf, namesOf, resultOf } from './kept-texts.js';

const INPUT = '{"brand":"Ford","color":"Blue"}';

describe('a result in a record', () => {
  it.each([
    ['without what it repeats', '{"car_id":1,"brand":"Ford","color":"Blue"}', '{"car_id":1,\u0002}'],
    ['without the whole input', INPUT, '{\u0002}'],
    ['without the first of two', `[${INPUT},${INPUT}]`, `[{\u0002},${INPUT}]`],
    ['whole where it repeats nothing', '{"car_id":1}', '{"car_id":1}'],
    ['whole where members stand in another order', '{"color":"Blue"}', '{"color":"Blue"}'],
    ['whole with an escape of what stands for members', '"\\u0002"', '"\\u0002"'],
  ])('is kept %s, and read as it was', (_, json, kept) => {
    expect(keptResult(json, INPUT)).toBe(kept);
    expect(resultOf(kept, INPUT)).toBe(json);
  });

  it.each(['{}', '[]', '""', '1', '[1]', '"$&"'])('is read as it was with an input of %s', (input) => {
    for (const json of ['{}', '[1]', `{"a":${input}}`])
      expect(resultOf(keptResult(json, input), input)).toBe(json);
  });

  it('is none while there is none', () => {
    expect(resultOf(undefined, INPUT)).toBeUndefined();
  });
});

describe('a location in a record', () => {
  it.each([
    ['of a member from its collection on', '/cars/7', '/cars/', '7'],
    ['of something in a member as well', '/cars/7/wheels', '/cars/', '7/wheels'],
    ['of another collection whole', '/vans/7', '/cars/', '/vans/7'],
    ['of the collection itself whole', '/cars/', '/cars/', '/cars/'],
    ['whole where what was asked for is no collection', '/cars/7', '/cars', '/cars/7'],
  ])('is kept %s, and read as it was', (_, location, collection, kept) => {
    expect(keptLocation(location, collection)).toBe(kept);
    expect(locationOf(kept, collection)).toBe(location);
  });

  it('is none while there is none', () => {
    expect(locationOf(undefined, '/cars/')).toBeUndefined();
  });
});

describe('the names in a record', () => {
  it.each([
    ['the task’s own and the request’s', 'u', 'r', 'u r'],
    ['one where they are the same', 'u', 'u', 'u'],
  ])('are %s', (_, uid, requestId, kept) => {
    expect(keptNames(uid, requestId)).toBe(kept);
    expect(namesOf(kept)).toEqual([uid, requestId]);
  });
});
