import { SetMetadata } from '@nestjs/common';

/** Where a handler says that anybody may ask it. */
export const PUBLIC = Symbol('PUBLIC');

/** Lets anybody ask a handler, also where authentication is on; all others are asked by those who say who they are. */
export function Public(): MethodDecorator {
  return SetMetadata(PUBLIC, true);
}
