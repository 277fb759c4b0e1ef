import { type DynamicModule, Module } from '@nestjs/common';
import { Settings } from './settings.js';

/** Gives every room the settings that were read at start. */
@Module({})
export class ConfigModule {
  static of(settings: Settings): DynamicModule {
    const provider = { provide: Settings, useValue: settings };
    return { module: ConfigModule, global: true, providers: [provider], exports: [Settings] };
  }
}
