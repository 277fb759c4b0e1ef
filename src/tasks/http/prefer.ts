/** What a client prefers, as far as this service knows it. */
export interface Preference {
  /** Seconds it would rather wait for the final answer; undefined where it did not say. */
  readonly waitSeconds: number | undefined;
  /** It would rather have 202 at once. */
  readonly respondAsync: boolean;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

/** One preference: a name, a value in quotes or bare, parameters (none of ours has any). */
const PREFERENCE = new RegExp(
  String.raw`^(${TOKEN})(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(${TOKEN})))?\s*(?:;.*)?$`,
  's',
);

/** What stands between commas that are not in quotes. */
const LIST_MEMBERS = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;

/** Nobody means a longer wait, and it is capped anyway. */
const SECONDS = /^\d{1,9}$/;

/**
 * Reads the Prefer header. Names are compared without case; the first of a repeated preference counts; what is
 * malformed or unknown is ignored.
 *
 * Source: RFC 7240 sections 2 (syntax, repetition), 4.1 (respond-async), 4.3 (wait).
 */
export function preferenceOf(header: string | readonly string[] | undefined): Preference {
  const preferences = preferencesIn(header?.toString() ?? '');
  const wait = preferences.get('wait') ?? '';
  return {
    waitSeconds: SECONDS.test(wait) ? Number(wait) : undefined,
    respondAsync: preferences.get('respond-async') === '',
  };
}

/** Values by name; empty for a preference without one. */
function preferencesIn(header: string): ReadonlyMap<string, string> {
  const preferences = new Map<string, string>();
  for (const member of header.match(LIST_MEMBERS) ?? []) {
    const [, name, quoted, bare] = PREFERENCE.exec(member.trim()) ?? [];
    if (name === undefined || preferences.has(name.toLowerCase())) continue;
    preferences.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '');
  }
  return preferences;
}
