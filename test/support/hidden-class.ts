import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';

// Stays set: functions are compiled when they are called, and again after V8 has forgotten them.
setFlagsFromString('--allow-natives-syntax');

/**
 * True when V8 has one hidden class for both objects, and does not keep their members in tables. A hidden class that each object gets for
 * itself is kept until a full collection of garbage, with all that it leads to; see docs/decisions/0024.
 */
export const haveSameHiddenClass = runInThisContext(
  '(one, other) => %HaveSameMap(one, other) && %HasFastProperties(one)',
) as (one: object, other: object) => boolean;
