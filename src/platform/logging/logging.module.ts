import { type DynamicModule, Module } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { EventLogger } from './event.logger.js';

/** Gives the process its logger. */
@Module({})
export class LoggingModule {
  static forProcess(name: string): DynamicModule {
    const logger = {
      provide: EventLogger,
      inject: [Settings],
      useFactory: ({ logLevel }: Settings) => EventLogger.forProcess(name, logLevel),
    };
    return { module: LoggingModule, global: true, providers: [logger], exports: [EventLogger] };
  }
}
