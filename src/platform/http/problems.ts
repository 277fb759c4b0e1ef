import { defineProblem } from './problem.js';

/** The body or the query holds what is not allowed; `errors` names each fault. */
export const VALIDATION_FAILED = defineProblem({
  slug: 'validation-failed',
  status: 400,
  title: 'The request is not valid',
});

/** The body can't be read as JSON. */
export const MALFORMED_JSON = defineProblem({
  slug: 'malformed-json',
  status: 400,
  title: 'The body is not JSON',
});

/** What came is not a well-formed HTTP request, or its path is not a well-formed path. */
export const MALFORMED_REQUEST = defineProblem({
  slug: 'malformed-request',
  status: 400,
  title: 'The request can not be read',
});

/** Nothing is, or can be, at this path. */
export const NOT_FOUND = defineProblem({
  slug: 'not-found',
  status: 404,
  title: 'There is nothing at this path',
});

/** The path takes other methods; `Allow` names them. */
export const METHOD_NOT_ALLOWED = defineProblem({
  slug: 'method-not-allowed',
  status: 405,
  title: 'The path does not take this method',
});

/** `Accept` excludes all that the path can give. */
export const NOT_ACCEPTABLE = defineProblem({
  slug: 'not-acceptable',
  status: 406,
  title: 'The answer can not be given in this media type',
});

/** The client took too long to send its request. */
export const REQUEST_TIMEOUT = defineProblem({
  slug: 'request-timeout',
  status: 408,
  title: 'The request took too long to arrive',
});

/** The body is larger than any this service needs. */
export const PAYLOAD_TOO_LARGE = defineProblem({
  slug: 'payload-too-large',
  status: 413,
  title: 'The body is too large',
});

/** The body's media type, charset or encoding is not one this service reads. */
export const UNSUPPORTED_MEDIA_TYPE = defineProblem({
  slug: 'unsupported-media-type',
  status: 415,
  title: 'The body is of a type that is not taken',
});

/** The headers are larger than any this service needs. */
export const HEADERS_TOO_LARGE = defineProblem({
  slug: 'headers-too-large',
  status: 431,
  title: 'The headers are too large',
});

/** A defect of this service: only the log says more. */
export const INTERNAL = defineProblem({ slug: 'internal', status: 500, title: 'The service failed' });

/** The store can't be reached, or the process is going away; `Retry-After` says when to try again. */
export const UNAVAILABLE = defineProblem({
  slug: 'unavailable',
  status: 503,
  title: 'The service can not answer now',
});
