import { ConfigurationError } from './configuration.error.js';
import { readSettings } from './settings.js';

const targetOf = (url: string): unknown => readSettings({ REDIS_URL: url }, []).redisTarget;

describe('REDIS_URL', () => {
  it.each([
    ['redis://127.0.0.1', { sort: 'single', host: '127.0.0.1', port: 6379, tls: false, db: 0 }],
    [
      'rediss://user:p%40ss@[::1]:6380/1/',
      { sort: 'single', host: '::1', port: 6380, tls: true, username: 'user', password: 'p@ss', db: 1 },
    ],
    [
      'redis-sentinel://a:26379,b.example:26380/main',
      {
        sort: 'sentinels',
        nodes: [
          { host: 'a', port: 26_379 },
          { host: 'b.example', port: 26_380 },
        ],
        name: 'main',
        tls: false,
        db: 0,
      },
    ],
    [
      'rediss-sentinel://api:p%40ss@a:1/main/3',
      {
        sort: 'sentinels',
        nodes: [{ host: 'a', port: 1 }],
        name: 'main',
        tls: true,
        username: 'api',
        password: 'p@ss',
        db: 3,
      },
    ],
    [
      'redis-sentinel://:secret@a:1/main',
      {
        sort: 'sentinels',
        nodes: [{ host: 'a', port: 1 }],
        name: 'main',
        tls: false,
        password: 'secret',
        db: 0,
      },
    ],
    [
      'redis-cluster://a:1,b:2',
      {
        sort: 'cluster',
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
        tls: false,
      },
    ],
    [
      'rediss-cluster://u:p@a:1/',
      { sort: 'cluster', nodes: [{ host: 'a', port: 1 }], tls: true, username: 'u', password: 'p' },
    ],
  ])('%s says where Redis is', (url, target) => {
    expect(targetOf(url)).toEqual(target);
  });

  it.each([
    'redis-sentinel://a:26379',
    'redis-sentinel://u:%zz@a:26379/main',
    'redis-cluster://a:6379/main',
    'redis://u:%zz@a:1',
    'redis://a:1/db',
    'redis-sentinel://a/main',
    'redis-sentinel://a:70000/main',
    'redis-sentinel://a:1,/main',
    'http://a:1',
    'redis:///0',
  ])('%s is refused', (url) => {
    expect(() => targetOf(url)).toThrow(ConfigurationError);
  });

  it('keeps the password of sentinels to itself', () => {
    expect(() => targetOf('redis-sentinel://u:secret@a:1')).toThrow(/^(?![\s\S]*secret)/);
  });
});
