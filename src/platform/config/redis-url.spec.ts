import { ConfigurationError } from './configuration.error.js';
import { readSettings } from './settings.js';

const targetOf = (url: string): unknown => readSettings({ REDIS_URL: url }, []).redisTarget;

describe('REDIS_URL', () => {
  it.each([
    ['redis://127.0.0.1:6379', { url: 'redis://127.0.0.1:6379' }],
    ['rediss://user:p%40ss@host:6380/1/', { url: 'rediss://user:p%40ss@host:6380/1' }],
    [
      'redis-sentinel://a:26379,b.example:26380/main',
      {
        sentinels: [
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
        sentinels: [{ host: 'a', port: 1 }],
        name: 'main',
        tls: true,
        username: 'api',
        password: 'p@ss',
        db: 3,
      },
    ],
    [
      'redis-sentinel://:secret@a:1/main',
      { sentinels: [{ host: 'a', port: 1 }], name: 'main', tls: false, password: 'secret', db: 0 },
    ],
  ])('%s says where Redis is', (url, target) => {
    expect(targetOf(url)).toEqual(target);
  });

  it.each([
    'redis-sentinel://a:26379',
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
