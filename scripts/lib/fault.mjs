/** Something a person can put right: shown as its message alone. Anything else thrown is a defect and keeps its stack. */
export class Fault extends Error {}

/** What is wrong with the machine, not with the program: a folder that can't be written, a full disk. */
const ofTheMachine = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'];

/** The text to print for whatever was thrown. */
export function explain(error) {
  if (error instanceof Fault || ofTheMachine.includes(error?.code)) return error.message;
  return error?.stack ?? String(error);
}

/** The last lines of a program's output, indented, for the end of a message. */
export const tail = (output, lines = 15) =>
  output
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line}`)
    .join('\n');
