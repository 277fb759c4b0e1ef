import type { Type } from '@nestjs/common';
import { TransformationType } from 'class-transformer';
import { defaultMetadataStorage as said } from 'class-transformer/cjs/storage.js';

type Transform = ReturnType<typeof said.findTransformMetadatas>[number]['transformFn'];

/** What a decorator's function is told beside the member. */
const TOLD = { type: TransformationType.PLAIN_TO_CLASS, options: {} };

/**
 * Puts together once how an object of a DTO class is made of a body: class-transformer looks up what is said of each member anew for each
 * body. What becomes of a value is the decorators' business.
 *
 * Answers what makes the object, and undefined of a body that has other members than these, or one that is no plain value; undefined for a class
 * that only class-transformer itself can make: more is said of it than `@Transform`, or it has a member of such a name itself.
 */
export function compiledConversion(
  type: Type<object>,
  names: readonly string[],
): ((body: object) => object | undefined) | undefined {
  if (!isPlain(type) || !names.every((name) => isPlainMember(type, name))) return undefined;
  const members = new Map(names.map((name) => [name, transformsOf(type, name)]));
  return (body) => {
    const made = new type() as Record<string, unknown>;
    for (const [key, given] of Object.entries(body) as [string, unknown][]) {
      const transforms = members.get(key);
      if (transforms === undefined || (typeof given === 'object' && given !== null)) return undefined;
      let value = given;
      for (const transform of transforms) value = transform({ value, key, obj: body, ...TOLD });
      made[key] = value;
    }
    return made;
  };
}

function isPlain(type: Type<object>): boolean {
  const more = [...said.getExposedMetadatas(type), ...said.getExcludedMetadatas(type)];
  return more.length === 0 && said.getStrategy(type) === 'none';
}

function isPlainMember(type: Type<object>, name: string): boolean {
  const { prototype } = type as { readonly prototype: object };
  return !(name in prototype) && said.findTypeMetadata(type, name) === undefined;
}

/** Those that hold for no groups alone: nobody asks for a group. */
function transformsOf(type: Type<object>, name: string): readonly Transform[] {
  return said
    .findTransformMetadatas(type, name, TransformationType.PLAIN_TO_CLASS)
    .filter(({ options }) => (options?.groups ?? []).length === 0)
    .map(({ transformFn }) => transformFn);
}
