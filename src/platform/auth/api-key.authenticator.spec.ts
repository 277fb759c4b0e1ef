import { createHash } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { readSettings } from '../config/index.js';
import { ProblemError } from '../http/index.js';
import { ApiKeyAuthenticator } from './api-key.authenticator.js';

const secret = (letter: string): string => letter.repeat(43);
const entry = (key: string, role = ''): string =>
  `${key.split('.')[0] ?? ''}:${createHash('sha256').update(key).digest('hex')}${role}`;

const SHOP = `shop.${secret('a')}`;
const SHOP_NEXT = `shop.${secret('b')}`;
const BOSS = `boss.${secret('c')}`;

const keys = new ApiKeyAuthenticator(
  readSettings({ API_KEYS: [entry(SHOP), entry(SHOP_NEXT), entry(BOSS, ':operator')].join(', ') }, []).auth
    .apiKeys,
);

function identify(key: string | undefined) {
  const request = new IncomingMessage(new Socket());
  if (key !== undefined) request.headers['x-api-key'] = key;
  return keys.identify(request);
}

describe('API keys', () => {
  it('tell whose they are, each of a name that has several', () => {
    expect([SHOP, SHOP_NEXT].map((key) => identify(key))).toEqual([
      { name: 'key.shop', sees: 'key.shop' },
      { name: 'key.shop', sees: 'key.shop' },
    ]);
  });

  it('of operators see all tasks', () => {
    expect(identify(BOSS)).toEqual({ name: 'key.boss', sees: '*' });
  });

  it('are not asked for here', () => {
    expect(identify(undefined)).toBeUndefined();
  });

  it.each([
    ['of another', `boss.${secret('a')}`],
    ['of nobody', `nobody.${secret('a')}`],
    ['in another form', 'shop'],
    ['that is empty', ''],
    ['that is a digest', entry(SHOP).slice(5)],
    ['that is a prefix', SHOP.slice(0, -1)],
  ])('%s are refused', (_, key) => {
    let refusal: unknown;
    try {
      identify(key);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(ProblemError);
    expect(refusal).toMatchObject({
      problem: { status: 401 },
      details: { headers: { 'WWW-Authenticate': keys.challenge } },
    });
  });
});
