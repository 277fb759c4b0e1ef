import { Module } from '@nestjs/common';
import { ApiDocument } from './api.document.js';
import { DocsController } from './docs.controller.js';
import { ProblemsController } from './problems.controller.js';

/** What the service says of itself: its OpenAPI document, a page that shows it, and a page for each problem. */
@Module({
  controllers: [DocsController, ProblemsController],
  providers: [ApiDocument],
  exports: [ApiDocument],
})
export class DocsModule {}
