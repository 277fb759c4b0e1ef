import { once } from 'node:events';
import { createServer, IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { UnsecuredJWT } from 'jose';
import { JwtAuthenticator } from '../../src/platform/auth/jwt.authenticator.js';
import { readSettings } from '../../src/platform/config/index.js';
import { ProblemError } from '../../src/platform/http/index.js';
import { type TokenChanges, TokenIssuer } from '../support/tokens.js';

function carrying(authorization: string): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.headers.authorization = authorization;
  return request;
}

/** The refusal of what was carried. */
async function refusalOf(tokens: JwtAuthenticator, authorization: string): Promise<ProblemError> {
  try {
    await tokens.identify(carrying(authorization));
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('JWTs', () => {
  let issuer: TokenIssuer;
  let tokens: JwtAuthenticator;

  beforeAll(async () => {
    issuer = await TokenIssuer.open();
    tokens = await JwtAuthenticator.of(readSettings(issuer.env(), []).auth);
  });

  afterAll(() => issuer.close());

  it.each([
    [
      'a plain subject',
      { subject: 'ann@shop.example' },
      { name: 'sub.ann@shop.example', sees: 'sub.ann@shop.example' },
    ],
    ['an operator', { subject: 'op', scope: 'openid tasks:all' }, { name: 'sub.op', sees: '*' }],
    ['a scope that is another', { subject: 'op', scope: 'tasks:all2' }, { name: 'sub.op', sees: 'sub.op' }],
  ])('name %s', async (_, changes: TokenChanges, principal) => {
    const request = carrying(`bearer ${await issuer.token(changes)}`);
    expect(await tokens.identify(request)).toMatchObject(principal);
    // Once verified it is known.
    expect(tokens.identify(request)).toMatchObject(principal);
  });

  it('name subjects that could not be a part of a key by a digest, each its own', async () => {
    const names = await Promise.all(
      ['a:b', 'a*b', 'a b', '*', 'x'.repeat(65)].map(async (subject) => {
        const principal = await tokens.identify(carrying(`Bearer ${await issuer.token({ subject })}`));
        return principal?.name ?? '';
      }),
    );
    expect(new Set(names).size).toBe(5);
    for (const name of names) expect(name).toMatch(/^sub\.~[\w-]{43}$/);
  });

  it.each<[string, TokenChanges, string]>([
    ['expired', { expiresIn: -60 }, 'The token has expired.'],
    ['not valid yet', { notBefore: 60 }, 'The token is not valid.'],
    ['of another issuer', { issuer: 'https://other.example/' }, 'The token is not valid.'],
    ['meant for another', { audience: 'https://other.example/' }, 'The token is not valid.'],
    ['of a key that is not known', { kid: 'two' }, 'The token is not valid.'],
    ['without a subject', { subject: '' }, 'The token names no subject.'],
    ['of a subject that is no text', { subject: 123 }, 'The token names no subject.'],
  ])('that are %s are refused', async (_, changes, detail) => {
    const refusal = await refusalOf(tokens, `Bearer ${await issuer.token(changes)}`);
    expect(refusal.problem.status).toBe(401);
    expect(refusal.details).toMatchObject({
      detail,
      headers: { 'WWW-Authenticate': 'Bearer realm="tasks", error="invalid_token"' },
    });
  });

  it.each([
    ['nothing of the kind', () => 'Basic YTpi'],
    ['no token', () => 'Bearer '],
    ['no JWT', () => 'Bearer abc'],
    [
      'a JWT that nobody signed',
      () => `Bearer ${new UnsecuredJWT({}).setSubject('ann').setExpirationTime('1h').encode()}`,
    ],
  ])('are refused where there is %s', async (_, authorization) => {
    expect((await refusalOf(tokens, authorization())).problem.status).toBe(401);
  });

  it('are refused when their signature was changed', async () => {
    const token = await issuer.token();
    const [head = '', , signature = ''] = token.split('.');
    const payload = Buffer.from(JSON.stringify({ sub: 'boss', exp: 4e9 })).toString('base64url');
    expect((await refusalOf(tokens, `Bearer ${head}.${payload}.${signature}`)).problem.status).toBe(401);
  });

  it('stop the process at start when the file of keys can not be read', async () => {
    const { auth } = readSettings(issuer.env(`${issuer.file}.gone`), []);
    await expect(JwtAuthenticator.of(auth)).rejects.toThrow('JWT_JWKS: the keys can not be read');
  });

  it('are verified with the keys at a URL, and answered 503 while those can not be had', async () => {
    let away = true;
    const server = createServer((_, response) => {
      response.writeHead(away ? 500 : 200).end(JSON.stringify(issuer.keys));
    });
    const url = await listening(server);
    const remote = await JwtAuthenticator.of(readSettings(issuer.env(url), []).auth);
    const authorization = `Bearer ${await issuer.token()}`;
    const refusal = await refusalOf(remote, authorization);
    expect([refusal.problem.status, refusal.details.headers]).toEqual([503, { 'Retry-After': '5' }]);
    away = false;
    expect(await remote.identify(carrying(authorization))).toMatchObject({ name: 'sub.ann' });
    server.closeAllConnections();
    server.close();
  });
});

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
}
