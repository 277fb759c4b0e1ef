import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020.js';

const HEADERS_OF_PROBLEMS = { 405: 'allow', 429: 'retry-after', 503: 'retry-after' };

/** Holds answers to an OpenAPI document. */
export class Contract {
  #document;
  #ajv = new Ajv2020.default({ strict: false, allErrors: true });
  #validators = new Map();
  #templates;

  constructor(document) {
    this.#document = document;
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(document, 'api');
    this.#templates = Object.keys(document.paths).map((template) => ({
      template,
      pattern: new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}/?$`),
    }));
  }

  /** What is wrong with an answer; empty where nothing is. */
  faults({ method, path }, { status, headers, text }) {
    const faults = [];
    // A process that lags says so here, and rightly.
    if (status >= 500 && path !== '/health/ready') faults.push(`status ${status}`);
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(headers['x-request-id'] ?? '')) faults.push('no request id');
    if (headers['operation-location'] !== undefined) faults.push('Operation-Location');
    const media = (headers['content-type'] ?? '').split(';')[0];
    const needed = HEADERS_OF_PROBLEMS[status];
    if (needed !== undefined && headers[needed] === undefined) faults.push(`${status} without ${needed}`);
    if (/at .*\.(js|ts):\d+/.test(text)) faults.push('a stack trace');
    if (method === 'HEAD' && text !== '') faults.push('HEAD with a body');
    const operation = this.#operation(method, path);
    if (operation !== undefined)
      faults.push(...this.#answerFaults(operation, status, media, method === 'HEAD' ? '' : text));
    else if (status >= 400 && method !== 'HEAD') faults.push(...this.#problemFaults(status, media, text));
    return faults;
  }

  #operation(method, path) {
    const asked = method === 'HEAD' ? 'get' : method.toLowerCase();
    // A path that names a file wins over one with a parameter, as in the router.
    const found = this.#templates
      .filter(({ pattern }) => pattern.test(path))
      .toSorted((a, b) => a.template.split('{').length - b.template.split('{').length);
    const template = found.find(
      ({ template }) => this.#document.paths[template][asked] !== undefined,
    )?.template;
    return template === undefined
      ? undefined
      : { template, asked, responses: this.#document.paths[template][asked].responses };
  }

  #answerFaults({ template, asked, responses }, status, media, text) {
    const listed = String(status) in responses ? String(status) : undefined;
    if (listed === undefined && status < 400) return [`${status} is not in the document`];
    if (listed === undefined) return text === '' ? [] : this.#problemFaults(status, media, text);
    const content = responses[listed].content ?? {};
    if (text === '') return [];
    const type = content[media];
    if (type === undefined) return [`${status} ${media || 'without a media type'} is not in the document`];
    if (!media.endsWith('json')) return [];
    return this.#schemaFaults(
      ['paths', template, asked, 'responses', listed, 'content', media, 'schema'],
      text,
    );
  }

  #problemFaults(status, media, text) {
    if (media !== 'application/problem+json') return [`${status} as ${media || 'nothing'}`];
    const faults = this.#schemaFaults(['components', 'schemas', 'Problem'], text);
    return JSON.parse(text).status === status ? faults : [...faults, 'the problem tells another status'];
  }

  #schemaFaults(pointer, text) {
    const ref = `api#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    if (!this.#validators.has(ref)) this.#validators.set(ref, this.#ajv.compile({ $ref: ref }));
    const validate = this.#validators.get(ref);
    let body;
    try {
      body = JSON.parse(text);
    } catch {
      return ['not JSON'];
    }
    return validate(body)
      ? []
      : [`does not validate: ${this.#ajv.errorsText(validate.errors).slice(0, 300)}`];
  }
}
