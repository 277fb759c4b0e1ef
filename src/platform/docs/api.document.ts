import { type INestApplication, Injectable } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { openApiDocument } from '../openapi/index.js';

/** The OpenAPI document of this process, made when somebody first asks for it. */
@Injectable()
export class ApiDocument {
  private app: INestApplication | undefined;
  private made: Promise<string> | undefined;

  constructor(private readonly settings: Settings) {}

  /** Tells which application it is the document of. */
  describes(app: INestApplication): void {
    this.app = app;
  }

  /** The document as JSON text. What could not be made is tried again when it is next asked for. */
  async json(): Promise<string> {
    this.made ??= this.make();
    try {
      return await this.made;
    } catch (error) {
      this.made = undefined;
      throw error;
    }
  }

  private async make(): Promise<string> {
    if (this.app === undefined) throw new Error('there is no application to describe');
    return JSON.stringify(await openApiDocument(this.app, this.settings.publicUrl, this.settings.auth.mode));
  }
}
