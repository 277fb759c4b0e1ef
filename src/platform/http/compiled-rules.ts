import type { Type } from '@nestjs/common';
import { getMetadataStorage, type ValidationArguments, ValidationTypes } from 'class-validator';

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** Tells that a member of an object keeps what one decorator demands. */
type Check = (object: object, value: unknown) => boolean;

/** A member with its rules; where `applies` says no, they do not hold (IsOptional and its like). */
interface Member {
  readonly name: string;
  readonly applies: readonly Check[];
  readonly checks: readonly Check[];
}

/**
 * Puts the rules of a DTO class together once: class-validator looks them up, groups them and prepares to tell faults for
 * each object anew. The rules themselves are those of the decorators; what breaks one is class-validator's to tell.
 *
 * Answers the names of the members with rules, and what tells whether an object keeps all of them; undefined for a class with rules that
 * only class-validator itself can judge: of nested objects and items, of a validator that answers later, or none at all.
 */
export function compiledRules(
  type: Type<object>,
): { readonly names: readonly string[]; readonly areKept: (object: object) => boolean } | undefined {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  if (rules.length === 0 || !rules.every(isPlain)) return undefined;
  const names = [...new Set(rules.map(({ propertyName }) => propertyName))];
  const members = names.map((name) => memberOf(name, rules));
  return { names, areKept: (object) => members.every((member) => keeps(object, member)) };
}

function keeps(object: object, { name, applies, checks }: Member): boolean {
  const value = (object as Readonly<Record<string, unknown>>)[name];
  return !applies.every((check) => check(object, value)) || checks.every((check) => check(object, value));
}

function isPlain({ type, each, validateIf, constraintCls }: Rule): boolean {
  if (each || validateIf !== undefined) return false;
  if (type === ValidationTypes.CONDITIONAL_VALIDATION) return true;
  return (
    type === ValidationTypes.CUSTOM_VALIDATION && constraintsOf(constraintCls).every(({ async }) => !async)
  );
}

function memberOf(name: string, rules: readonly Rule[]): Member {
  const own = rules.filter(({ propertyName }) => propertyName === name);
  const conditions = own.filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
  const others = own.filter(({ type }) => type !== ValidationTypes.CONDITIONAL_VALIDATION);
  return {
    name,
    applies: conditions.map(({ constraints: [condition] }) => condition as Check),
    checks: others.flatMap(checksOf),
  };
}

function checksOf({ constraintCls, constraints, propertyName }: Rule): readonly Check[] {
  return constraintsOf(constraintCls).map(({ instance }) => (object: object, value: unknown) => {
    const { name: targetName } = object.constructor;
    const about: ValidationArguments = { targetName, property: propertyName, object, value, constraints };
    return instance.validate(value, about) === true;
  });
}

const constraintsOf = (of: Rule['constraintCls']) => getMetadataStorage().getTargetValidatorConstraints(of);
