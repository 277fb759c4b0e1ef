import { type Type, ValidationPipe } from '@nestjs/common';
import { plainToInstance, Type as Made } from 'class-transformer';
import { IsEmail, IsIn, IsOptional, registerDecorator, ValidateIf, ValidateNested } from 'class-validator';
import * as fc from 'fast-check';
import { BodyPipe } from './body.pipe.js';
import { compiledRules } from './compiled-rules.js';
import { Text, WholeNumber } from './members.decorator.js';

class Order {
  @Text(1, 8) readonly brand!: string;
  @WholeNumber(1886, 2027) readonly model!: number;
  @IsOptional() @IsEmail() readonly mail?: string;
  @IsIn(['red', 'blue']) readonly color!: string;
}

class Special extends Order {
  @Text(0, 3) readonly note!: string;
}

class Wheels {
  @ValidateNested({ each: true }) @Made(() => Order) readonly wheels!: Order[];
}

class Each {
  @IsEmail({}, { each: true }) readonly mails!: string[];
}

class Conditional {
  @ValidateIf(() => false) @Text(1, 8) readonly brand!: string;
}

class Guarded {
  @IsEmail({}, { validateIf: () => false }) readonly mail!: string;
}

class Bare {
  readonly brand!: string;
}

class Late {
  @Later() readonly brand!: string;
}

function Later(): PropertyDecorator {
  return ({ constructor: target }, propertyName) =>
    registerDecorator({
      name: 'later',
      target,
      propertyName: String(propertyName),
      async: true,
      validator: { validate: async () => false },
    });
}

const nest = new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true });

/** What Nest's own pipe makes of a body, or nothing where it refuses. */
async function byNest(body: object, metatype: Type<object>): Promise<unknown> {
  return nest.transform(structuredClone(body), { type: 'body', metatype }).catch(() => undefined);
}

const anyValue = fc.oneof(
  fc.constantFrom(
    'red',
    'blue',
    '',
    ' Ford ',
    'a@b.example',
    null,
    undefined,
    1886,
    2027,
    2028,
    1886.5,
    true,
  ),
  fc.string({ maxLength: 10 }),
  fc.integer({ min: 1880, max: 2030 }),
  fc.array(fc.string(), { maxLength: 2 }),
  fc.constant({}),
);
const members = ['brand', 'model', 'mail', 'color', 'note'] as const;
const valid = fc.record({
  brand: fc.constantFrom('Ford', ' VW '),
  model: fc.integer({ min: 1886, max: 2027 }),
  color: fc.constantFrom('red', 'blue'),
});
const anyBody = fc
  .tuple(
    valid,
    fc.dictionary(fc.oneof(fc.constantFrom(...members), fc.constant('colour')), anyValue, { maxKeys: 2 }),
  )

  .map(([whole, changes]) => Object.assign(whole, changes));

describe('compiledRules', () => {
  it.each([
    ['a class', Order],
    ['a class that has inherited rules', Special],
  ])("lets pass of %s what Nest's pipe does, and makes the same of it", async (_, type) => {
    const isValid = compiledRules(type);
    await fc.assert(
      fc.asyncProperty(anyBody, async (body) => {
        const expected = await byNest(body, type);
        expect(isValid?.(plainToInstance(type, body))).toBe(expected !== undefined);
        const made: unknown = await Promise.resolve(
          new BodyPipe().transform(body, { type: 'body', metatype: type }),
        ).catch(() => undefined);
        expect(made).toEqual(expected);
        expect(made instanceof type).toBe(expected !== undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('lets a valid object of a class pass', () => {
    const order = plainToInstance(Order, { brand: 'Ford', model: 2014, color: 'red' });
    expect(compiledRules(Order)?.(order)).toBe(true);
  });

  it.each<[string, Type<object>]>([
    ['nested objects', Wheels],
    ['items', Each],
    ['members with a condition of their own', Guarded],
    ['validators that answer later', Late],
    ['nothing', Bare],
  ])('leaves rules of %s to class-validator', (_, type) => {
    expect(compiledRules(type)).toBeUndefined();
  });

  it('heeds conditions that say whether a member is looked at', () => {
    expect(compiledRules(Conditional)?.(plainToInstance(Conditional, { brand: 7 }))).toBe(true);
  });
});
