import type { Type } from '@nestjs/common';
import { pathIds } from '../../../platform/http/index.js';
import type { Draft, Json, Place } from '../../../platform/openapi/index.js';
import type { ProblemType } from '../../../platform/problems/index.js';

/** A handler of a resource, as its decorator describes it. */
export interface ResourceHandler {
  /** Its name in generated clients: `buildCar` for a handler `build` of a `CarDto`. */
  readonly id: string;
  readonly does: 'makes' | 'reads';
  /** The DTO of what it makes or reads. */
  readonly representation: Type<object>;
  /** The DTO of its body. */
  readonly from: Type<object> | undefined;
  readonly steps: readonly string[];
  readonly fails: readonly ProblemType[];
  readonly place: Place;
}

/** Filled while controllers are loaded: what tasks can become is part of the code, not state. */
const handlers: ResourceHandler[] = [];

/** Remembers a resource's handler, for the documentation of tasks. */
export function remember(handler: ResourceHandler): void {
  handlers.push(handler);
}

/** Every handler of a resource there is. */
export function resourceHandlers(): readonly ResourceHandler[] {
  return handlers;
}

/** The DTOs of all that tasks result in. */
export function representations(): readonly Type<object>[] {
  return [...new Set(handlers.map(({ representation }) => representation))];
}

/** The name of a DTO's schema: its own, without what only the code needs. */
export function schemaName({ name }: Type<object>): string {
  return name.replace(/Dto$/, '');
}

/** An object as a DTO describes it, made from the examples of its members. */
export function exampleOf({ swagger: { DECORATORS } }: Draft, { prototype }: Type<object>): Json {
  const keys = (Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES_ARRAY, prototype as object) ??
    []) as readonly string[];
  const members = keys.map((key) => key.slice(1));
  return Object.fromEntries(
    members.flatMap((name) => {
      const about = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype as object, name) as Json;
      return about['required'] === false ? [] : [[name, about['example']]];
    }),
  );
}

/**
 * Links from an answer to what a task has made: to the handler that reads it, with its id from the representation, which
 * is at `pointer` in the body. A path's `carId` is a representation's `car_id`.
 */
export function linksToMade(draft: Draft, made: readonly Type<object>[], pointer: string): Json {
  const readers = handlers.filter(
    ({ does, representation }) => does === 'reads' && made.includes(representation),
  );
  return Object.fromEntries(
    readers.flatMap(({ id, place, representation }) => {
      const [parameter, ...more] = pathIds(place);
      const member = parameter?.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const known = member !== undefined && member in exampleOf(draft, representation);
      if (parameter === undefined || !known || more.length > 0) return [];
      const parameters = { [parameter]: `$response.body#${pointer}/${member}` };
      return [[schemaName(representation).toLowerCase(), { operationId: id, parameters }]];
    }),
  );
}
