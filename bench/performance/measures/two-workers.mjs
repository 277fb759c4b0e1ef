import { measure as measureWork } from './work.mjs';

export { contestants } from './work.mjs';

/** The same backlog with two workers and nothing pinned. */
export const measure = (chosen, extent) => measureWork(chosen, extent, { workers: 2, pinned: false });
