import { choice, text, type Variable, variable } from './variables.js';

/** An API key as the service knows it: whose it is, and a digest of its secret. */
export interface ApiKeyEntry {
  readonly name: string;
  /** SHA-256 of the whole key. */
  readonly digest: Buffer;
  /** True for one that sees everybody's tasks. */
  readonly operator: boolean;
}

/** An entry as `npm run api-key` prints it. */
const ENTRY = /^([a-z0-9][a-z0-9-]{0,31}):([0-9a-f]{64})(:operator)?$/;

/** Algorithms with a public key (RFC 7518 section 3.1, RFC 8037): with a shared secret every service could make tokens. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

/** Who may use the API. */
export const authVariables = {
  AUTH: choice(['none', 'api-key', 'jwt'] as const, {
    default: 'none',
    desc: 'How clients say who they are: not at all, by an API key, or by a JWT.',
  }),
  API_KEYS: apiKeys({
    desc: 'The keys that are taken, as `npm run api-key -- <name>` prints them: name, digest and perhaps role.',
  }),
  JWT_JWKS: variable<string>({
    default: '',
    allowed: 'an https URL without a password (http for this machine), the path of a file, or empty',
    parse: (given) => (isWhereKeysAre(given) ? given : undefined),
    desc: 'Where the public keys of the issuer of tokens are (JWKS, RFC 7517): a URL, or a file that is read at start.',
  }),
  JWT_ISSUER: text({
    default: '',
    allowed: 'the `iss` of tokens, without blanks, or empty',
    pattern: /^\S{0,500}$/,
    desc: 'Who issues the tokens that are taken.',
  }),
  JWT_AUDIENCE: text({
    default: '',
    allowed: 'an `aud` of tokens, without blanks, or empty',
    pattern: /^\S{0,500}$/,
    desc: 'Whom tokens must be meant for: this service.',
  }),
  JWT_ALGORITHMS: words(ALGORITHMS, {
    default: 'RS256,PS256,ES256,EdDSA',
    desc: 'How tokens may be signed.',
  }),
  JWT_OPERATOR_SCOPE: text({
    default: 'tasks:all',
    allowed: 'a scope (RFC 6749 section 3.3)',
    pattern: /^[\x21\x23-\x5B\x5D-\x7E]{1,100}$/,
    desc: "The scope of tokens whose bearers see and cancel everybody's tasks.",
  }),
};

/** Whether it is no file. */
export function isJwksUrl(jwks: string): boolean {
  return /^https?:/i.test(jwks);
}

/** A file, or a URL by which nobody else can answer. Of credentials in a URL `fetch` makes an error. */
function isWhereKeysAre(given: string): boolean {
  if (!/^\S{0,500}$/.test(given)) return false;
  if (!isJwksUrl(given)) return !given.includes('://');
  if (!URL.canParse(given)) return false;
  const { protocol, hostname, username, password } = new URL(given);
  const isLocal = protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname);
  return (protocol === 'https:' || isLocal) && `${username}${password}` === '';
}

/** What must be set, beside AUTH itself, for a way of authentication. */
export const NEEDED_FOR_AUTH: Readonly<Record<string, readonly (keyof typeof authVariables)[]>> = {
  none: [],
  'api-key': ['API_KEYS'],
  jwt: ['JWT_JWKS', 'JWT_ISSUER', 'JWT_AUDIENCE'],
};

function apiKeys({ desc }: { readonly desc: string }): Variable<readonly ApiKeyEntry[]> {
  return variable<readonly ApiKeyEntry[]>({
    default: '',
    allowed: 'name:digest or name:digest:operator, separated by commas, or empty',
    // The key itself, in place of its digest, would be shown else.
    secret: 'all',
    desc,
    parse: (given) => {
      const entries = given === '' ? [] : given.split(',').map((entry) => entryOf(entry.trim()));
      const allowed = entries.filter((entry) => entry !== undefined);
      return allowed.length === entries.length ? allowed : undefined;
    },
  });
}

function entryOf(given: string): ApiKeyEntry | undefined {
  const [, name, digest, operator] = ENTRY.exec(given) ?? [];
  if (name === undefined || digest === undefined) return undefined;
  return { name, digest: Buffer.from(digest, 'hex'), operator: operator !== undefined };
}

/** Some of a few words, separated by commas; at least one. */
function words<const T extends string>(
  known: readonly T[],
  declared: { readonly default: string; readonly desc: string },
): Variable<readonly T[]> {
  return variable<readonly T[]>({
    ...declared,
    allowed: `one or more of ${known.join(', ')}, separated by commas`,
    parse: (given) => {
      const items = given.split(',').map((item) => known.find((word) => word === item.trim()));
      const allowed = items.filter((item) => item !== undefined);
      return allowed.length === items.length ? [...new Set(allowed)] : undefined;
    },
  });
}
