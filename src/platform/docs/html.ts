const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup, as opposed to text that is still to be escaped. */
class Markup {
  constructor(readonly text: string) {}
}

/** Writes markup; every value in it is escaped, unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Markup)[]): Markup {
  const text = parts.map((part, index) => {
    const value = values[index] ?? '';
    return part + (value instanceof Markup ? value.text : escape(String(value)));
  });
  return new Markup(text.join(''));
}

/** Puts pieces of markup one after the other. */
export function joined(pieces: readonly Markup[]): Markup {
  return new Markup(pieces.map(({ text }) => text).join('\n'));
}

/** Takes a text as markup: only for what the code itself spells. */
export function raw(text: string): Markup {
  return new Markup(text);
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

export type { Markup };
