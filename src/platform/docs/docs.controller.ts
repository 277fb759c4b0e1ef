import { Controller, Get, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Settings } from '../config/index.js';
import { type Answer, HttpAnswer, NOT_FOUND, Offers, ProblemError, Public } from '../http/index.js';
import { ApiDocument } from './api.document.js';
import { ReadDocs, ReadDocsFile, ReadOpenApi } from './docs.operations.js';
import { below, DOCUMENT_HEADERS } from './page.js';
import { uiFile, uiPage } from './swagger-ui.js';

/** The document of the API, and the page that shows it. */
@Controller()
export class DocsController {
  constructor(
    private readonly document: ApiDocument,
    private readonly settings: Settings,
  ) {}

  /** `GET /openapi.json`: the OpenAPI document. */
  @Get('openapi.json')
  @Public()
  @ReadOpenApi()
  async openApi(): Promise<HttpAnswer> {
    const headers = { ...DOCUMENT_HEADERS, 'Content-Type': 'application/json; charset=utf-8' };
    return new HttpAnswer(200, headers, await this.document.json());
  }

  /** `GET /docs`: the page. */
  @Get('docs')
  @Public()
  @ReadDocs()
  @Offers('text/html')
  page(@Req() { path }: Request): HttpAnswer {
    return uiPage(below(path), this.settings.publicUrl);
  }

  /** `GET /docs/{file}`: what the page loads. Errors: 404 for any other file. */
  @Get('docs/:file')
  @Public()
  @ReadDocsFile()
  @Offers('text/javascript', 'text/css', 'image/png')
  file(@Param('file') name: string): Answer {
    const file = uiFile(name);
    if (file === undefined) throw new ProblemError(NOT_FOUND, { detail: 'There is no such file.' });
    return file;
  }
}
