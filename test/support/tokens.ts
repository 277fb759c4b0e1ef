import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';

/** What a token says, where it is not what a valid one says. */
export interface TokenChanges {
  readonly issuer?: string;
  readonly audience?: string;
  /** A text, where all is well. */
  readonly subject?: unknown;
  readonly scope?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
  readonly notBefore?: number;
  readonly kid?: string;
}

const ISSUER = 'https://issuer.example/';
const AUDIENCE = 'https://factory.example/';

/** An issuer of tokens with one key, published in a file. */
export class TokenIssuer {
  private constructor(
    private readonly key: CryptoKey,
    readonly keys: JSONWebKeySet,
    private readonly folder: string,
  ) {}

  static async open(): Promise<TokenIssuer> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const folder = await mkdtemp(join(tmpdir(), 'issuer-'));
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] };
    const issuer = new TokenIssuer(privateKey, keys, folder);
    await writeFile(issuer.file, JSON.stringify(keys));
    return issuer;
  }

  /** Where the public keys are. */
  get file(): string {
    return join(this.folder, 'jwks.json');
  }

  /** The settings that make a service take its tokens. */
  env(jwks = this.file): Record<string, string> {
    return { AUTH: 'jwt', JWT_JWKS: jwks, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE };
  }

  async token(changes: TokenChanges = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const { subject = 'ann', scope, notBefore, kid = 'one', expiresIn = 600 } = changes;
    const claims: Record<string, unknown> = scope === undefined ? { sub: subject } : { sub: subject, scope };
    const token = new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(changes.issuer ?? ISSUER)
      .setAudience(changes.audience ?? AUDIENCE)
      .setExpirationTime(now + expiresIn);
    return (notBefore === undefined ? token : token.setNotBefore(now + notBefore)).sign(this.key);
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
