import { Global, Module } from '@nestjs/common';
import { ClientAddresses } from './client-addresses.js';

/** What handlers may ask about requests. */
@Global()
@Module({ providers: [ClientAddresses], exports: [ClientAddresses] })
export class HttpModule {}
