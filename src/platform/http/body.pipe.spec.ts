import type { ArgumentMetadata } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsEmail, IsOptional, ValidateNested } from 'class-validator';
import { BodyPipe } from './body.pipe.js';
import { Text, WholeNumber } from './members.decorator.js';
import { ProblemError } from './problem.js';

class Wheel {
  @WholeNumber(1, 40) readonly inches!: number;
}

class Order {
  @Text(1, 8) readonly brand!: string;
  @WholeNumber(1886, 2027) readonly model!: number;
  @IsOptional() @IsEmail() readonly mail?: string;
  @IsOptional() @ValidateNested({ each: true }) @Type(() => Wheel) readonly wheels?: Wheel[];
}

const body: ArgumentMetadata = { type: 'body', metatype: Order };

async function faultsOf(value: object): Promise<unknown> {
  try {
    await new BodyPipe().transform(value, body);
  } catch (error) {
    if (error instanceof ProblemError) return error.body().errors;
    throw error;
  }
  return [];
}

const order = { brand: 'Ford', model: 2014 };

describe('BodyPipe', () => {
  it('makes an object of the class, its texts without blanks around them', async () => {
    const made: unknown = await new BodyPipe().transform({ brand: ' Ford ', model: 2014 }, body);
    expect(made).toBeInstanceOf(Order);
    expect(made).toEqual(order);
  });

  it.each<[string, object, object]>([
    ['a member that is not known', { colour: 'Blue' }, { pointer: '/colour', detail: 'is not known' }],
    [
      'a wrong type',
      { model: '2014' },
      { pointer: '/model', detail: 'must be a whole number from 1886 to 2027' },
    ],
    [
      'a fraction',
      { model: 2014.5 },
      { pointer: '/model', detail: 'must be a whole number from 1886 to 2027' },
    ],
    [
      'a value out of bounds',
      { model: 1885 },
      { pointer: '/model', detail: 'must be a whole number from 1886 to 2027' },
    ],
    [
      'a text of blanks',
      { brand: '   ' },
      { pointer: '/brand', detail: 'must be a string of 1 to 8 characters' },
    ],
    [
      'a long text',
      { brand: 'x'.repeat(9) },
      { pointer: '/brand', detail: 'must be a string of 1 to 8 characters' },
    ],
    [
      'a text that is a list',
      { brand: ['Ford'] },
      { pointer: '/brand', detail: 'must be a string of 1 to 8 characters' },
    ],
    ['null', { brand: null }, { pointer: '/brand', detail: 'must be a string of 1 to 8 characters' }],
    [
      'a nested fault',
      { wheels: [{ inches: 17 }, { inches: 0 }] },
      { pointer: '/wheels/1/inches', detail: 'must be a whole number from 1 to 40' },
    ],
    [
      'a nested member that is not known',
      { wheels: [{ inches: 17, 'a/b': 1 }] },
      { pointer: '/wheels/0/a~1b', detail: 'is not known' },
    ],
    ['a list of what is no object', { wheels: [7] }, { pointer: '/wheels/0', detail: 'must be an object' }],
    ['what class-validator words itself', { mail: 'x' }, { pointer: '/mail', detail: 'must be an email' }],
  ])('tells %s once, by its pointer', async (_, changes, fault) => {
    expect(await faultsOf({ ...order, ...changes })).toEqual([fault]);
  });

  it('tells all faults at once', async () => {
    expect(await faultsOf({ brand: 7, colour: 'Blue' })).toHaveLength(3);
  });

  it('leaves parameters of the path as they are written', () => {
    expect(new BodyPipe().transform('007', { type: 'param', metatype: Number, data: 'id' })).toBe('007');
  });
});
