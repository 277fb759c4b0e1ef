import type { Type } from '@nestjs/common';
import type { Specs } from '../platform/config/index.js';
import type { AnyKind } from './task-kind.js';

/**
 * A resource of the API: what its folder's index tells the two processes about it. The modules are loaded lazily, so
 * that an API process loads no worker file and a worker no controller.
 */
export interface Resource {
  readonly name: string;
  /** The resource's own environment variables. */
  readonly settings: Specs;
  readonly kinds: readonly AnyKind[];
  readonly api: () => Promise<Type<unknown>>;
  readonly worker: () => Promise<Type<unknown>>;
}
