/**
 * A command and its arguments, to be spawned on one processor, or on any where there is no `core`. taskset becomes the
 * process it starts, so that its id is that of the process.
 */
export const pinned = (core, command, args) =>
  core === undefined ? [command, args] : ['taskset', ['-c', core, command, ...args]];
