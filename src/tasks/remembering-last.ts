/** A function that does not do again what it did last: asked for the same once more, it answers the same. */
export function rememberingLast<Asked extends readonly unknown[], Answer>(
  answerTo: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  let last: { readonly asked: Asked; readonly answer: Answer } | undefined;
  return (...asked) => {
    if (last === undefined || !isSame(last.asked, asked)) last = { asked, answer: answerTo(...asked) };
    return last.answer;
  };
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  for (let n = 0; n < one.length; n += 1) if (one[n] !== other[n]) return false;
  return true;
}
