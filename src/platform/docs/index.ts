export { ApiDocument } from './api.document.js';
export { DocsModule } from './docs.module.js';
