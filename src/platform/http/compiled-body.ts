import type { Type } from '@nestjs/common';
import { compiledConversion } from './compiled-conversion.js';
import { compiledRules } from './compiled-rules.js';

/**
 * Puts conversion and validation of a DTO class together once.
 *
 * Answers what makes a valid object of the class of a body, and undefined of a body that only Nest's pipe can judge, or refuse; undefined for a
 * class whose bodies all are Nest's pipe's.
 */
export function compiledBody(type: Type<object>): ((body: object) => object | undefined) | undefined {
  const rules = compiledRules(type);
  if (rules === undefined) return undefined;
  const convert = compiledConversion(type, rules.names);
  if (convert === undefined) return undefined;
  return (body) => {
    const object = convert(body);
    return object !== undefined && rules.areKept(object) ? object : undefined;
  };
}
