import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { type AuthSettings, ConfigurationError, isJwksUrl } from '../config/index.js';
import { ProblemError, UNAVAILABLE } from '../http/index.js';
import { EVERYONE } from '../redis/index.js';
import { type Authenticator, unauthenticated } from './authenticator.js';
import type { Principal } from './principal.js';

/** The scheme's name has any case (RFC 9110 section 11.1); one blank or more stand before the token (RFC 6750 section 2.1). */
const BEARER = /^bearer +(\S+)$/i;

/** Clocks of the issuer and of this machine may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** A token that was verified is taken as it is for this long, so a key that its issuer withdrew counts no longer than that. */
const REMEMBERED_MS = 60_000;

/** More clients than that at once are verified anew. */
const REMEMBERED = 10_000;

/** Subjects that can stand in keys as they are. */
const PLAIN_SUBJECT = /^[A-Za-z0-9._@-]{1,64}$/;

/**
 * JWTs as bearer tokens: their signature, issuer, audience and times are verified (RFC 7519, RFC 6750, RFC 8725). Whose
 * scope (RFC 9068 section 2.2.3) has the operators' one sees everybody's tasks.
 */
export class JwtAuthenticator implements Authenticator {
  readonly challenge = 'Bearer realm="tasks"';
  /** By digests, so that no token is kept. */
  private readonly verified = new LRUCache<string, Principal>({ max: REMEMBERED, ttl: REMEMBERED_MS });

  private constructor(
    private readonly settings: AuthSettings,
    private readonly keys: JWTVerifyGetKey,
  ) {}

  /** Errors: ConfigurationError when the file of keys can't be read. */
  static async of(settings: AuthSettings): Promise<JwtAuthenticator> {
    return new JwtAuthenticator(settings, await keySet(settings.jwks));
  }

  identify({ headers }: IncomingMessage): Principal | undefined | Promise<Principal> {
    const { authorization } = headers;
    if (authorization === undefined) return undefined;
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) throw this.invalid('Authorization must be Bearer and a token.');
    const digest = createHash('sha256').update(token).digest('base64');
    const known = this.verified.get(digest);
    if (known !== undefined && (known.expiresAtMs ?? 0) > Date.now()) return known;
    return this.verify(token, digest);
  }

  private async verify(token: string, digest: string): Promise<Principal> {
    const { issuer, audience, algorithms } = this.settings;
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer,
        audience,
        algorithms: [...algorithms],
        requiredClaims: ['sub', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      const principal = this.principal(payload);
      this.verified.set(digest, principal);
      return principal;
    } catch (error) {
      throw this.refusal(error);
    }
  }

  private principal({ sub, exp = 0, scope }: JWTPayload): Principal {
    // jose does not look whether it is a text (RFC 7519 section 4.1.2).
    if (typeof sub !== 'string' || sub === '') throw this.invalid('The token names no subject.');
    // Digests begin with what no plain subject has.
    const subject = PLAIN_SUBJECT.test(sub)
      ? sub
      : `~${createHash('sha256').update(sub).digest('base64url')}`;
    const name = `sub.${subject}`;
    const scopes = typeof scope === 'string' ? scope.split(' ') : [];
    const sees = scopes.includes(this.settings.operatorScope) ? EVERYONE : name;
    return { name, sees, expiresAtMs: (exp + CLOCK_TOLERANCE_SECONDS) * 1000 };
  }

  private refusal(error: unknown): unknown {
    if (error instanceof errors.JWTExpired) return this.invalid('The token has expired.');
    if (isOfToken(error)) return this.invalid('The token is not valid.');
    // Nothing is wrong with the token as far as anybody knows: its issuer could not be asked.
    if (error instanceof errors.JOSEError || error instanceof TypeError) {
      const detail = 'The keys that tokens are signed with can not be read now.';
      return new ProblemError(UNAVAILABLE, { detail, cause: error, headers: { 'Retry-After': '5' } });
    }
    return error;
  }

  private invalid(detail: string): Error {
    return unauthenticated(`${this.challenge}, error="invalid_token"`, detail);
  }
}

const OF_TOKEN = [
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

function isOfToken(error: unknown): boolean {
  return OF_TOKEN.some((type) => error instanceof type);
}

async function keySet(jwks: string): Promise<JWTVerifyGetKey> {
  if (isJwksUrl(jwks)) return createRemoteJWKSet(new URL(jwks));
  try {
    return createLocalJWKSet(
      JSON.parse(await readFile(jwks, 'utf8')) as Parameters<typeof createLocalJWKSet>[0],
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`JWT_JWKS: the keys can not be read: ${why}`]);
  }
}
