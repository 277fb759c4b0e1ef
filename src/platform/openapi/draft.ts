import type * as swagger from '@nestjs/swagger';

/** The documentation library, once it is loaded. */
export type Swagger = typeof swagger;

/** JSON of the document: schemas, headers, links. */
export type Json = Readonly<Record<string, unknown>>;

/** The reusable parts of the document, by sort and name. */
export interface Components {
  readonly schemas: Record<string, Json>;
  readonly headers: Record<string, Json>;
  readonly examples: Record<string, Json>;
}

/** What descriptions write into. */
export interface Draft {
  readonly swagger: Swagger;
  readonly components: Components;
}

/** Writes a part of the document. */
export type Description = (draft: Draft) => void;

/**
 * Descriptions that wait for somebody to want the document. Loading the library takes a third of a second and 15 MB,
 * which a process that is never asked for its document should not spend; so nothing loads it before.
 */
const waiting: Description[] = [];

/** Descriptions of members of DTOs. They go before all others, which make examples from them. */
const waitingMembers: Description[] = [];

const components: Components = { schemas: {}, headers: {}, examples: {} };

/** Keeps a description until the document is made. Like the code it describes it is the same for a process' whole life. */
export function describe(description: Description): void {
  waiting.push(description);
}

/** Loads the library and carries out the descriptions that wait. */
export async function draftDocument(): Promise<Draft> {
  const draft: Draft = { swagger: await import('@nestjs/swagger'), components };
  for (const description of [...waitingMembers.splice(0), ...waiting.splice(0)]) description(draft);
  return draft;
}

/** Where a decorator stands. */
export interface Place {
  readonly target: object;
  readonly key: string | symbol;
  /** Missing on members of DTOs. */
  readonly descriptor: PropertyDescriptor | undefined;
}

/** A decorator of a method or a member that describes it: with the library's own decorators, once it is loaded. */
export function Described(
  decorators: (draft: Draft, place: Place) => readonly (MethodDecorator | PropertyDecorator)[],
): MethodDecorator & PropertyDecorator {
  return (target: object, key: string | symbol, descriptor?: PropertyDescriptor): void => {
    const place = { target, key, descriptor };
    const list = descriptor === undefined ? waitingMembers : waiting;
    list.push((draft) => {
      for (const decorate of decorators(draft, place)) {
        if (descriptor === undefined) (decorate as PropertyDecorator)(target, key);
        else decorate(target, key, descriptor);
      }
    });
  };
}
