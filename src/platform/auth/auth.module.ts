import { Module } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { ApiKeyAuthenticator } from './api-key.authenticator.js';
import { Authentication, AUTHENTICATOR } from './authentication.js';
import type { Authenticator } from './authenticator.js';
import { Tickets } from './tickets.js';

/** Who may use the API. What verifies tokens is loaded only where tokens are taken. */
@Module({
  providers: [
    { provide: AUTHENTICATOR, inject: [Settings], useFactory: authenticatorOf },
    Tickets,
    Authentication,
  ],
  exports: [Authentication, Tickets],
})
export class AuthModule {}

async function authenticatorOf({ auth }: Settings): Promise<Authenticator | undefined> {
  if (auth.mode === 'none') return undefined;
  if (auth.mode === 'api-key') return new ApiKeyAuthenticator(auth.apiKeys);
  const { JwtAuthenticator } = await import('./jwt.authenticator.js');
  return JwtAuthenticator.of(auth);
}
