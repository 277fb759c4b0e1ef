/** Something a person can put right: shown as its message alone. Anything else thrown is a defect and keeps its stack. */
export class Fault extends Error {}

/** The text to print for whatever was thrown. */
export const explain = (error) => (error instanceof Fault ? error.message : (error?.stack ?? String(error)));

/** The last lines of a program's output, indented, for the end of a message. */
export const tail = (output, lines = 15) =>
  output
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line}`)
    .join('\n');
