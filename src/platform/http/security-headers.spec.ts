import { securityHeaders } from './security-headers.js';

describe('the headers for browsers', () => {
  it('are few, and forbid what an answer of an API is not for', () => {
    expect(securityHeaders('')).toEqual({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });

  it.each([
    ['https://factory.example/v1', 'max-age=31536000'],
    ['http://factory.example', undefined],
    ['', undefined],
  ])('keep clients of "%s" to https where they came by it', (publicUrl, policy) => {
    expect(securityHeaders(publicUrl)['strict-transport-security']).toBe(policy);
  });
});
