import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Document, Example, Json } from './api-document.js';

const DOCUMENT = 'document';

/** Validates against the schemas of a document. */
export class ApiSchemas {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(private readonly document: Document) {
    addFormats.default(this.ajv);
    this.ajv.addSchema({ $id: DOCUMENT, components: document.components });
  }

  /** What is wrong with a value by a schema of the document; nothing where it fits. */
  faults(schema: Json, value: unknown): readonly string[] {
    const resolved = JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${DOCUMENT}#/`)) as Json;
    const validate = this.ajv.compile(resolved);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  }

  /** The value of an example, wherever it stands. */
  valueOf({ $ref, value }: Example): unknown {
    if ($ref === undefined) return value;
    return this.document.components.examples[$ref.slice($ref.lastIndexOf('/') + 1)]?.value;
  }
}
