import { hideSecrets } from './hide-secrets.js';

describe('hideSecrets', () => {
  it.each([
    ['redis://:pw@host:6379/0', 'redis://***@host:6379/0'],
    ['redis://user:p@ss@host', 'redis://***@host'],
    ['user:pw@host', '***@host'],
    ['redis://:pw', 'redis://***'],
    ['redis://host?password=pw', 'redis://***'],
  ])('hides what may be a password in %s', (url, shown) => {
    expect(hideSecrets(url)).toBe(shown);
  });

  it.each(['http://127.0.0.1:6379', 'localhost:6379', 'redis://'])('shows %s as it is', (url) => {
    expect(hideSecrets(url)).toBe(url);
  });
});
