import { existsSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whether this process is there and runs this command: a number may have been given to another since. */
function runsThisCommand(pid) {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('start.mjs');
}

function holderOf(file) {
  try {
    return Number(readlinkSync(file));
  } catch (error) {
    // Given back since it was found taken.
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Takes a lock file for this process, or answers the pid of the live process that has it.
 *
 * The lock is a symbolic link to a pid: made at once with its content, so two processes can't both have it.
 */
export function takeLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  for (;;) {
    try {
      symlinkSync(String(process.pid), file);
      return undefined;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = holderOf(file);
    if (holder === undefined) continue;
    if (runsThisCommand(holder)) return holder;
    takeAway(file, holder);
  }
}

/** Takes away the link of a process that is gone, and puts back what another has put in its place meanwhile. */
function takeAway(file, holder) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (holderOf(aside) === holder) rmSync(aside);
  else renameSync(aside, file);
}

/** Gives the lock back. */
export const releaseLock = (file) => rmSync(file, { force: true });
