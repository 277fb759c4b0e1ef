export { answerDecorators, type AnswerSpec } from './answers.js';
export { openApiDocument } from './document.js';
export { Described, describe, type Draft, type Json, type Place } from './draft.js';
export { headerOf } from './headers.js';
export { parameterDecorator, type ParameterSpec } from './parameters.js';
export { exampleRef, headerRefs, schemaRef } from './refs.js';
