import { execFileSync, type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { freePort } from './redis-server.js';
import { root } from './root.js';

const PASSWORD = 'secret';

/** The lines of `deploy/redis/users.acl`, word by word. */
export function aclUsers(): readonly (readonly string[])[] {
  const text = readFileSync(join(root, 'deploy/redis/users.acl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}

/** A Redis that speaks TLS only, with a certificate of its own authority, and knows the users of `deploy/redis/users.acl`. */
export class SecureRedis {
  private child: ChildProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'test-secure-redis-'));
  readonly caFile = join(this.folder, 'ca.crt');
  /** Of an authority that signed nothing here. */
  readonly otherCaFile = join(this.folder, 'other.crt');

  private constructor(private readonly port: number) {}

  static async start(): Promise<SecureRedis> {
    const server = new SecureRedis(await freePort());
    server.certify();
    await server.launch();
    return server;
  }

  /** Makes the users of the file, with a prefix in place of the KEY_PREFIX that it names. */
  async grant(prefix: string, admin: Redis): Promise<void> {
    for (const [, user = '', ...rules] of aclUsers()) {
      const own = rules.map((rule) => rule.replace('{factory:', `{${prefix}:`));
      if (user !== 'default') await admin.call('ACL', 'SETUSER', user, `>${PASSWORD}`, ...own);
    }
  }

  /** The URL of a user of the file. */
  urlOf(user: string): string {
    return `rediss://${user}:${PASSWORD}@127.0.0.1:${this.port}`;
  }

  /** A client that may do everything, not connected yet. */
  admin(): Redis {
    const tls = { ca: readFileSync(this.caFile, 'utf8') };
    const redis = new Redis(this.urlOf('admin'), { tls, lazyConnect: true, retryStrategy: () => 50 });
    redis.on('error', () => undefined);
    return redis;
  }

  async remove(): Promise<void> {
    if (this.child?.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'close');
      this.child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private certify(): void {
    const openssl = (...args: string[]): void => {
      execFileSync('openssl', args, { cwd: this.folder, stdio: 'ignore' });
    };
    const fresh = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj'];
    openssl(...fresh, '/CN=test authority', '-keyout', 'ca.key', '-out', 'ca.crt');
    openssl(...fresh, '/CN=other authority', '-keyout', 'other.key', '-out', 'other.crt');
    const names = ['-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=CA:FALSE'];
    const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-keyout', 'redis.key', '-out', 'redis.crt'];
    openssl(...fresh, '/CN=redis', ...names, ...signed);
  }

  private async launch(): Promise<void> {
    const users = ['user default off', `user admin on >${PASSWORD} ~* &* +@all`, ''];
    writeFileSync(join(this.folder, 'users.acl'), users.join('\n'));
    const tls = [
      '--port',
      '0',
      '--tls-port',
      String(this.port),
      '--tls-auth-clients',
      'no',
      '--tls-ca-cert-file',
      'ca.crt',
    ];
    const certificate = [
      '--tls-cert-file',
      'redis.crt',
      '--tls-key-file',
      'redis.key',
      '--aclfile',
      'users.acl',
    ];
    const options = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--loglevel', 'warning'];
    this.child = spawn(
      process.env['REDIS_SERVER_BIN'] ?? 'redis-server',
      [...tls, ...certificate, ...options],
      {
        cwd: this.folder,
        stdio: 'ignore',
      },
    );
    const probe = this.admin();
    try {
      await eventually(async () => {
        await probe.ping();
      });
    } finally {
      probe.disconnect();
    }
  }
}
