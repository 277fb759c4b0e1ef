/** What decorators of class-transformer say is kept here; `@nestjs/mapped-types` reads it from there too. */
declare module 'class-transformer/cjs/storage.js' {
  export { defaultMetadataStorage } from 'class-transformer/types/storage.js';
}
