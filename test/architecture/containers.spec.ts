import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.js';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** How a process is started, whoever does it. */
const STARTED = /node(?:'|",?)?[, ]+['"]?(\S*?)['",]*[ ]+['"]?dist\/bundle\/(?:main|worker)\.js/g;

const compose = read('docker-compose.yml');
const [confined = '', ...services] = compose.split(/^(?:x-confined|services):.*$/m).slice(1);
const parts = services
  .join('')
  .split(/^ {2}(?=\w)/m)
  .slice(1, 5);

describe('every way to start the service', () => {
  it.each(['Dockerfile', 'docker-compose.yml', 'README.md', 'docs/operations.md', 'docs/authentication.md'])(
    'takes __proto__ away: %s',
    (file) => {
      const flags = [...read(file).matchAll(STARTED)].map(([, flag]) => flag);
      expect(flags.length).toBeGreaterThan(0);
      expect(new Set(flags)).toEqual(new Set(['--disable-proto=delete']));
    },
  );

  it.each(['scripts/lib/factory.mjs', 'bench/lib/stack.mjs', 'test/support/stack.ts'])(
    'takes __proto__ away: %s',
    (file) => {
      expect(read(file)).toContain("'--disable-proto=delete'");
    },
  );
});

describe('the image', () => {
  const stage =
    read('Dockerfile')
      .split(/^FROM /m)
      .at(-1) ?? '';

  it('runs without root, and has no package manager', () => {
    expect(stage).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    expect(stage).toMatch(/rm -rf \/usr\/local\/lib\/node_modules .*\/npm\b/);
    expect(stage.indexOf('rm -rf')).toBeLessThan(stage.indexOf('USER'));
  });

  it('has a health check, and starts node itself', () => {
    expect(stage).toMatch(/^HEALTHCHECK /m);
    expect(stage).toMatch(/^CMD \["node", /m);
  });
});

describe('docker-compose.yml', () => {
  it('denies all containers what they do not need', () => {
    expect(confined).toMatch(/read_only: true/);
    expect(confined).toMatch(/cap_drop:\n {4}- ALL/);
    expect(confined).toMatch(/no-new-privileges:true/);
    expect(confined).toMatch(/pids_limit: \d+/);
  });

  const partOf = (name: string): string => parts.find((text) => text.startsWith(`${name}:`)) ?? '';

  it.each(['redis', 'api', 'worker', 'nginx'])('confines %s, and bounds what it takes', (name) => {
    expect(partOf(name)).toContain('<<: *confined');
    expect(partOf(name)).toMatch(/mem_limit: \d+m/);
    expect(partOf(name)).toMatch(/cpus: \d/);
  });

  // The other two have both from our image.
  it.each(['redis', 'nginx'])('runs %s without root, and looks after its health', (name) => {
    expect(partOf(name)).toMatch(/user: '[1-9]\d*:[1-9]\d*'[\s\S]*healthcheck:/);
  });

  it('opens one port, to this machine only', () => {
    expect(compose.match(/^ {6}- '.*:\d+'$/gm)).toEqual(["      - '127.0.0.1:3000:8080'"]);
  });
});
