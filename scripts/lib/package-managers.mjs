/** Its own question about a service restart or a configuration file would wait for ever. */
const unattended = 'DEBIAN_FRONTEND=noninteractive';

/**
 * How each system installs a Redis server, in the order in which they are looked for.
 *
 * `refresh` brings lists of packages up to date where an installation fails without; `root` tells who may install.
 */
export const packageManagers = [
  {
    command: 'apt-get',
    env: [unattended],
    refresh: ['update'],
    install: ['install', '-y', '--no-install-recommends', 'redis-server'],
    root: true,
  },
  { command: 'apk', install: ['add', '--no-cache', 'redis'], root: true },
  { command: 'dnf', install: ['install', '-y', 'redis'], root: true },
  { command: 'yum', install: ['install', '-y', 'redis'], root: true },
  { command: 'zypper', install: ['--non-interactive', 'install', 'redis'], root: true },
  { command: 'pacman', refresh: ['-Sy'], install: ['-S', '--noconfirm', '--needed', 'valkey'], root: true },
  // Homebrew refuses to run as root.
  { command: 'brew', install: ['install', 'redis'], root: false },
];
