import { applyDecorators, Controller, UseInterceptors } from '@nestjs/common';
import { AcceptedInterceptor } from './accepted.interceptor.js';

/**
 * A controller whose handlers return submissions (`buildCar.task(order)`): each becomes an accepted task and its 202.
 * Bound to the controllers that need it, because an interceptor costs every request that passes it.
 */
export function TaskController(path: string): ClassDecorator {
  return applyDecorators(Controller(path), UseInterceptors(AcceptedInterceptor));
}
