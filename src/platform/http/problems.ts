import { defineProblem } from './problem.js';

export const VALIDATION_FAILED = defineProblem({
  slug: 'validation-failed',
  status: 400,
  title: 'The request is not valid',
});
export const MALFORMED_JSON = defineProblem({
  slug: 'malformed-json',
  status: 400,
  title: 'The body is not JSON',
});
export const MALFORMED_REQUEST = defineProblem({
  slug: 'malformed-request',
  status: 400,
  title: 'The request can not be read',
});
export const NOT_FOUND = defineProblem({
  slug: 'not-found',
  status: 404,
  title: 'There is nothing at this path',
});
export const METHOD_NOT_ALLOWED = defineProblem({
  slug: 'method-not-allowed',
  status: 405,
  title: 'The path does not take this method',
});
export const PAYLOAD_TOO_LARGE = defineProblem({
  slug: 'payload-too-large',
  status: 413,
  title: 'The body is too large',
});
export const UNSUPPORTED_MEDIA_TYPE = defineProblem({
  slug: 'unsupported-media-type',
  status: 415,
  title: 'The body is of a type that is not taken',
});
export const INTERNAL = defineProblem({ slug: 'internal', status: 500, title: 'The service failed' });
export const UNAVAILABLE = defineProblem({
  slug: 'unavailable',
  status: 503,
  title: 'The service can not answer now',
});
