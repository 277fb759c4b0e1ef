import { Injectable, SetMetadata, applyDecorators } from '@nestjs/common';
import type { Kind } from '../tasks/index.js';
import type { Workflow } from '../workflow/index.js';

/** Where a workflow class says which kind it runs. */
export const RUNS = Symbol('RUNS');

/**
 * Names the kind of task that a workflow class runs. The compiler holds the workflow to the kind's input and result.
 */
export function Runs<Input extends object, Result extends object>(
  kind: Kind<Input, Result>,
): (target: new (...args: never[]) => Workflow<Input, Result>) => void {
  return (target) => applyDecorators(Injectable(), SetMetadata(RUNS, kind))(target);
}
