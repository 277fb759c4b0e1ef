import { type Type, ValidationPipe } from '@nestjs/common';
import { Exclude, Expose, Transform, Type as Made } from 'class-transformer';
import { IsEmail, IsIn, IsOptional, registerDecorator, ValidateIf, ValidateNested } from 'class-validator';
import * as fc from 'fast-check';
import { BodyPipe } from './body.pipe.js';
import { compiledBody } from './compiled-body.js';
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

class Nested {
  @IsOptional() @Made(() => Order) readonly order?: Order;
}

class Partly {
  @Exclude() @Text(1, 8) readonly brand!: string;
}

class Renamed {
  @Expose({ name: 'make' }) @Text(1, 8) readonly brand!: string;
}

class Own {
  private readonly text = 'Ford';

  @Text(1, 8) get brand(): string {
    return this.text;
  }
}

/** Of its transformations one follows another, and one is for a group that nobody asks for. */
class Transformed extends Order {
  @Transform(({ value }: { value: unknown }) => `${String(value)}!`, { groups: ['loud'] })
  @Transform(({ value, key }: { value: unknown; key: string }) => `${key} ${String(value)}`)
  @IsIn(['note Ford', 'note null', 'note a@b.example'])
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsOptional()
  readonly note?: string;
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

describe('compiledBody', () => {
  it.each([
    ['a class', Order],
    ['a class that has inherited rules', Special],
    ['a class with transformations', Transformed],
  ])("lets pass of %s what Nest's pipe does, and makes the same of it", async (_, type) => {
    const compiled = compiledBody(type);
    await fc.assert(
      fc.asyncProperty(anyBody, async (body) => {
        const expected = await byNest(body, type);
        expect(compiled?.(structuredClone(body))).toEqual(expected);
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
    const order = { brand: 'Ford', model: 2014, color: 'red' };
    expect(compiledBody(Order)?.(order)).toEqual(order);
  });

  it.each<[string, Type<object>]>([
    ['nested objects', Wheels],
    ['items', Each],
    ['members with a condition of their own', Guarded],
    ['validators that answer later', Late],
    ['nothing', Bare],
    ['members of a class', Nested],
    ['members that are left out', Partly],
    ['members of another name', Renamed],
    ['members that the class makes itself', Own],
  ])("leaves a class to Nest's pipe that has rules of %s", (_, type) => {
    expect(compiledBody(type)).toBeUndefined();
  });

  it('heeds conditions that say whether a member is looked at', () => {
    expect(compiledBody(Conditional)?.({ brand: 7 })).toEqual({ brand: 7 });
  });
});
