import type { ValidationError } from '@nestjs/common';
import { pointerTo } from './json-pointer.js';
import type { BodyFault } from './not-valid.js';

/** What class-validator's own words for these would be about its decorators rather than about the body. */
const PLAIN_WORDS: Readonly<Record<string, string>> = {
  whitelistValidation: 'is not known',
  nestedValidation: 'must be an object',
  isObject: 'must be a JSON object',
};

/** The faults class-validator found, those of members of members included: one for each different thing that is wrong. */
export function bodyFaults(errors: readonly ValidationError[], parent = ''): BodyFault[] {
  return errors.flatMap((error) => {
    const pointer = pointerTo(parent, error.property);
    // Constraints that share their words (a type and its bounds) are one fault.
    const details = new Set(
      Object.entries(error.constraints ?? {}).map(([name, text]) => detailOf(name, text, error.property)),
    );
    return [
      ...[...details].map((detail) => ({ pointer, detail })),
      ...bodyFaults(error.children ?? [], pointer),
    ];
  });
}

/** Its texts begin with the name of the member, which the pointer tells already. */
function detailOf(name: string, text: string, property: string): string {
  const plain = PLAIN_WORDS[name];
  if (plain !== undefined) return plain;
  return text.startsWith(`${property} `) ? text.slice(property.length + 1) : text;
}
