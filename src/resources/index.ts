import type { Resource } from '../tasks/index.js';
import { cars } from './cars/index.js';

/** Every resource of this service. To add one: a folder beside this file, and a line here. */
export const resources: readonly Resource[] = [cars];
