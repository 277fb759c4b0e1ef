import { ConfigurationError } from './configuration.error.js';
import { allVariables, readSettings } from './settings.js';
import { integer } from './variables.js';

const factory = { PARTS: integer({ default: 7, min: 0, max: 9, desc: 'Parts.' }) };

function faults(env: NodeJS.ProcessEnv): string {
  try {
    readSettings(env, [factory]);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return '';
}

describe('readSettings', () => {
  it('gives defaults to what is not set or empty', () => {
    const settings = readSettings({ PORT: '' }, [factory]);
    expect(settings).toMatchObject({ port: 3000, leaseMs: 5_000, publicUrl: '', workerKinds: [] });
    expect(settings.of(factory).PARTS).toBe(7);
  });

  it('reads what is set', () => {
    const env = {
      PORT: '0',
      PARTS: '3',
      TASK_LEASE_SECONDS: '1.5',
      WORKER_KINDS: 'a, b',
      PUBLIC_URL: 'https://x.example/api/',
    };
    const settings = readSettings(env, [factory]);
    expect(settings).toMatchObject({
      port: 0,
      leaseMs: 1_500,
      workerKinds: ['a', 'b'],
      publicUrl: 'https://x.example/api',
    });
    expect(settings.of(factory).PARTS).toBe(3);
  });

  it('tells all faults at once, each with the variable, the value and what is allowed', () => {
    const message = faults({ PORT: 'abc', PARTS: '10', LOG_LEVEL: 'loud' });
    expect(message).toContain('PORT: "abc" is not allowed; a whole number from 0 to 65535');
    expect(message).toContain('PARTS: "10" is not allowed; a whole number from 0 to 9');
    expect(message).toContain('LOG_LEVEL: "loud" is not allowed; one of trace, debug, info');
  });

  it('does not print the password of a URL', () => {
    const message = faults({ REDIS_URL: 'http://user:secret@host:6379' });
    expect(message).toContain('REDIS_URL: "http://***@host:6379" is not allowed; a URL such as redis://');
    expect(message).not.toContain('secret');
  });

  it('does not print what may be a key', () => {
    expect(faults({ API_KEYS: `ann.${'x'.repeat(43)}` })).toContain('API_KEYS: "***" is not allowed');
  });

  it('makes whole milliseconds of fractions of seconds', () => {
    expect(readSettings({ TASK_LEASE_SECONDS: '1.001' }, []).leaseMs).toBe(1_001);
  });

  it.each(['redis://', 'localhost:6379', 'redis:host', 'redis:// host', 'redis:///0'])(
    'refuses the Redis URL %j',
    (value) => {
      expect(faults({ REDIS_URL: value })).toContain('REDIS_URL');
    },
  );

  it.each([
    'https://user:pw@x.example',
    'https://x.example/?a=1',
    'https://x.example?',
    'https://x.example/#',
    'https://x.example/a b',
    'ftp://x.example',
  ])('refuses the public URL %j', (value) => {
    expect(faults({ PUBLIC_URL: value })).toContain('PUBLIC_URL');
  });

  it.each([
    ['HTTPS://X.example', 'https://x.example'],
    ['https://bücher.example/ü/', 'https://xn--bcher-kva.example/%C3%BC'],
  ])('reads the public URL %s as it stands in headers', (value, written) => {
    expect(readSettings({ PUBLIC_URL: value }, []).publicUrl).toBe(written);
  });

  it.each([
    'https://user:pw@issuer.example/jwks',
    'http://localhost:pw@issuer.example/jwks',
    'http://issuer.example/jwks',
    'http:/issuer.example/jwks',
    'HTTP:issuer.example/jwks',
    'ftp://issuer.example/jwks',
    '/etc/a b',
  ])('refuses the place of keys %j', (value) => {
    expect(faults({ JWT_JWKS: value })).toContain('JWT_JWKS');
  });

  it.each(['https://issuer.example/jwks', 'http://localhost:8080/jwks', '/etc/jwks.json', ''])(
    'takes the place of keys %j',
    (value) => {
      expect(faults({ JWT_JWKS: value })).toBe('');
    },
  );

  it('takes blanks for what is not set', () => {
    expect(faults({ AUTH: 'api-key', API_KEYS: ' ' })).toContain('API_KEYS: "" is not allowed');
  });

  it.each(['all,car-build', ',', 'Car Build'])('refuses the kinds %j', (value) => {
    expect(faults({ WORKER_KINDS: value })).toContain('WORKER_KINDS');
  });

  it.each([
    ['', []],
    ['*', ['*']],
    [
      'https://shop.example, HTTP://Localhost:5173/,https://a.example:443,https://shop.example',
      ['https://shop.example', 'http://localhost:5173', 'https://a.example'],
    ],
  ])('reads the origins %j as browsers send them', (value, origins) => {
    expect(readSettings({ CORS_ORIGINS: value }, []).corsOrigins).toEqual(origins);
  });

  it.each([
    'shop.example',
    'null',
    '*,https://shop.example',
    'https://*.shop.example',
    'https://shop.example/page',
    'https://me@shop.example',
    'https://shop.example,',
    'file:///home',
  ])('refuses the origins %j', (value) => {
    expect(faults({ CORS_ORIGINS: value })).toContain('CORS_ORIGINS');
  });

  it('reads addresses and ranges of proxies', () => {
    const ranges = ['10.0.0.7', '192.168.0.0/16', '::1', '2001:db8::/32', 'loopback', 'uniquelocal'];
    expect(readSettings({ TRUSTED_PROXIES: ranges.join(', ') }, []).trustedProxies).toEqual(ranges);
    expect(readSettings({}, []).trustedProxies).toEqual([]);
  });

  it.each(['*', 'proxy', '10.0.0', '0.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0.0/8/8', 'fe80::1%eth0', '1,'])(
    'refuses the proxies %j',
    (value) => {
      expect(faults({ TRUSTED_PROXIES: value })).toContain('TRUSTED_PROXIES');
    },
  );

  it('refuses to give variables that were not read', () => {
    expect(() => readSettings({}, []).of(factory)).toThrow('not among the variables read at start: PARTS');
  });

  it.each(['-1', '1e3', '65536', '3000 ports', '0x10'])('refuses the port %j', (value) => {
    expect(faults({ PORT: value })).toContain('PORT');
  });

  it('refuses a variable that is declared twice', () => {
    expect(() => allVariables([factory, factory])).toThrow('PARTS is declared twice');
  });

  it('knows of every variable its default, what is allowed and what it is for', () => {
    for (const variable of Object.values(allVariables([factory]))) {
      expect(variable.allowed).not.toBe('');
      expect(variable.description).toMatch(/\.$/);
    }
    expect(allVariables([factory])['PARTS']).toMatchObject({
      default: '7',
      allowed: 'a whole number from 0 to 9',
    });
  });
});
