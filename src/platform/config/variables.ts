import { EnvError, makeValidator, type ValidatorSpec } from 'envalid';

/** An environment variable: how it is read, its default, what is allowed and what it is for. */
export interface Variable<T> {
  readonly spec: ValidatorSpec<T>;
  readonly default: string;
  readonly allowed: string;
  readonly description: string;
  /** May hold a password, or be one: a wrong value is told with that hidden. */
  readonly secret: Secret;
}

/** The variables of a room, by name. */
export type Specs = Readonly<Record<string, Variable<unknown>>>;

/** Their values, once validated. */
export type Values<S extends Specs> = { readonly [K in keyof S]: S[K] extends Variable<infer T> ? T : never };

/** What of a value nobody may read: nothing, the password of a URL, all. */
type Secret = 'nothing' | 'password' | 'all';

interface Described {
  readonly desc: string;
}

interface Bounds extends Described {
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

interface Declared<T> extends Described {
  readonly default: string;
  readonly allowed: string;
  readonly secret?: Secret;
  /** Answers undefined for a text that is not allowed. */
  readonly parse: (text: string) => T | undefined;
}

/** A variable that is read as it says itself. */
export function variable<T>(declared: Declared<T>): Variable<T> {
  const { allowed, desc, secret = 'nothing' } = declared;
  const read = (text: string): T => {
    const value = declared.parse(text.trim());
    if (value === undefined) throw new EnvError(allowed);
    return value;
  };
  const validator = makeValidator<T>(read);
  // envalid takes a default as it is; reading it here holds defaults to the same rule as what is given.
  const spec = validator({ default: read(declared.default) as NonNullable<T>, desc });
  return { spec, default: declared.default, allowed, description: desc, secret };
}

/** A whole number within bounds. */
export function integer({ default: preset, min, max, desc }: Bounds): Variable<number> {
  return variable({
    default: String(preset),
    allowed: `a whole number from ${min} to ${max}`,
    desc,
    parse: (text) => within(/^\d{1,12}$/, text, min, max),
  });
}

/** Seconds within bounds; fractions are allowed. */
export function seconds({ default: preset, min, max, desc }: Bounds): Variable<number> {
  return variable({
    default: String(preset),
    allowed: `seconds from ${min} to ${max}`,
    desc,
    parse: (text) => within(/^\d{1,9}(\.\d{1,3})?$/, text, min, max),
  });
}

/** One of a few words. */
export function choice<const T extends string>(
  words: readonly T[],
  { default: preset, desc }: Described & { readonly default: T },
): Variable<T> {
  return variable({
    default: preset,
    allowed: `one of ${words.join(', ')}`,
    desc,
    parse: (text) => words.find((word) => word === text),
  });
}

/** A text of a given form. */
export function text(
  declared: Described & {
    readonly default: string;
    readonly allowed: string;
    readonly pattern: RegExp;
  },
): Variable<string> {
  return variable({ ...declared, parse: (given) => (declared.pattern.test(given) ? given : undefined) });
}

/**
 * A URL of one of the given schemes, as it stands in headers and without a slash at its end; may be empty where the default is. It has
 * neither a name, a password nor parameters.
 */
export function url(
  declared: Described & {
    readonly default: string;
    readonly allowed: string;
    readonly schemes: readonly string[];
  },
): Variable<string> {
  return variable({
    ...declared,
    parse: (given) => {
      if (given === '' && declared.default === '') return '';
      const parsed = parseUrl(given);
      if (parsed === undefined || !declared.schemes.includes(parsed.protocol)) return undefined;
      return isPlain(parsed, given) ? parsed.href.replace(/\/+$/, '') : undefined;
    },
  });
}

/** Names separated by commas, each counted once; `all` stands for an empty list. */
export function names({ desc }: Described): Variable<readonly string[]> {
  return variable<readonly string[]>({
    default: 'all',
    allowed: 'all, or names separated by commas',
    desc,
    parse: (given) => {
      if (given === 'all') return [];
      const list = new Set(given.split(',').map((name) => name.trim()));
      const wellFormed = [...list].every((name) => /^[a-z][a-z0-9_-]*$/.test(name) && name !== 'all');
      return wellFormed ? [...list] : undefined;
    },
  });
}

/** Stricter than URL, which forgives a missing host, missing slashes and blanks that no header may carry. */
function parseUrl(given: string): URL | undefined {
  const wellFormed = /^[a-z]+:\/\/[^\s/?#]\S*$/i.test(given) && URL.canParse(given);
  const parsed = wellFormed ? new URL(given) : undefined;
  return parsed?.hostname === '' ? undefined : parsed;
}

/** Whether a URL has neither a name and a password nor parameters, not even empty ones. */
function isPlain({ username, password }: URL, given: string): boolean {
  return `${username}${password}` === '' && !/[?#]/.test(given);
}

function within(form: RegExp, given: string, min: number, max: number): number | undefined {
  const value = form.test(given) ? Number(given) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
