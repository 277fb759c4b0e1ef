import { defineProblem, type ProblemType } from '../problems/index.js';

/** The body or the query holds what is not allowed; `errors` names each fault. */
export const VALIDATION_FAILED = defineProblem({
  slug: 'validation-failed',
  status: 400,
  title: 'The request is not valid',
  explanation:
    'The body or the query of the request holds something that is not allowed, or lacks something that must be there. Nothing was accepted.',
  remedy:
    'Read the member errors: each entry names one fault, by a JSON pointer into the body or by the name of a query parameter, and says what is allowed there. Correct them and send the request again.',
});

/** The body can't be read as JSON. */
export const MALFORMED_JSON = defineProblem({
  slug: 'malformed-json',
  status: 400,
  title: 'The body is not JSON',
  explanation: 'The body of the request could not be read as JSON in UTF-8. Nothing was accepted.',
  remedy:
    'Send one well-formed JSON object in UTF-8. Many clients build JSON as text by hand; let a library write it.',
});

/** What came is not a well-formed HTTP request, or its path is not a well-formed path. */
export const MALFORMED_REQUEST = defineProblem({
  slug: 'malformed-request',
  status: 400,
  title: 'The request can not be read',
  explanation:
    'What arrived is not a well-formed HTTP request: its path, its Host header or its framing can not be read, or its body ended early.',
  remedy:
    'Send it again as it should be. If a library sent it, something between the client and this service may have cut or changed it.',
});

/** Nobody knows who asks; `WWW-Authenticate` says how to tell. */
export const UNAUTHENTICATED = defineProblem({
  slug: 'unauthenticated',
  status: 401,
  title: 'The request does not say who asks',
  explanation:
    'The request carries no credentials, or some that are not valid, not valid yet or no longer valid. Nothing was done.',
  remedy:
    'Send an API key or a token as the header WWW-Authenticate says. A ticket for an event stream is good for one minute and for the one path it was made for.',
});

/** Nothing is, or can be, at this path. */
export const NOT_FOUND = defineProblem({
  slug: 'not-found',
  status: 404,
  title: 'There is nothing at this path',
  explanation: 'There is nothing at this path of the service.',
  remedy:
    'Compare the path with the documentation at /docs. Ids are positive whole numbers without leading zeros.',
});

/** The path takes other methods; `Allow` names them. */
export const METHOD_NOT_ALLOWED = defineProblem({
  slug: 'method-not-allowed',
  status: 405,
  title: 'The path does not take this method',
  explanation: 'The path exists, but does not take the method of the request.',
  remedy: 'The header Allow names the methods that it takes.',
});

/** `Accept` excludes all that the path can give. */
export const NOT_ACCEPTABLE = defineProblem({
  slug: 'not-acceptable',
  status: 406,
  title: 'The answer can not be given in this media type',
  explanation: 'The header Accept of the request excludes every media type that this path can answer in.',
  remedy:
    'Accept one of the media types that the member detail names, or leave the header out. Problems are told as application/problem+json whatever is accepted.',
});

/** The client took too long to send its request. */
export const REQUEST_TIMEOUT = defineProblem({
  slug: 'request-timeout',
  status: 408,
  title: 'The request took too long to arrive',
  explanation:
    'The request did not arrive as a whole in the time that the service gives each: 20 seconds for its headers, 30 seconds in all.',
  remedy:
    'Send it again on a new connection. If it happens often, look at the network between the client and this service.',
});

/** The body is larger than any this service needs. */
export const PAYLOAD_TOO_LARGE = defineProblem({
  slug: 'payload-too-large',
  status: 413,
  title: 'The body is too large',
  explanation: 'The body of the request is larger than any that this service takes, which is 64 KiB.',
  remedy: 'Send a smaller body. Orders are some hundred bytes long.',
});

/** The body's media type, charset or encoding is not one this service reads. */
export const UNSUPPORTED_MEDIA_TYPE = defineProblem({
  slug: 'unsupported-media-type',
  status: 415,
  title: 'The body is of a type that is not taken',
  explanation: 'The body of the request is not application/json, not in UTF-8, or compressed.',
  remedy: 'Send it as application/json in UTF-8, without a content encoding, and say so in Content-Type.',
});

/** The headers are larger than any this service needs. */
export const HEADERS_TOO_LARGE = defineProblem({
  slug: 'headers-too-large',
  status: 431,
  title: 'The headers are too large',
  explanation:
    'The headers of the request are larger than any that this service takes, which is 16 KiB and 100 headers in all.',
  remedy: 'Send fewer or shorter headers. Large cookies are the usual reason.',
});

/** A defect of this service: only the log says more. */
export const INTERNAL = defineProblem({
  slug: 'internal',
  status: 500,
  title: 'The service failed',
  explanation:
    'Something went wrong that is not the fault of the client. It was logged under the id of the request. Whether the request was carried out is not known.',
  remedy:
    'Send it again; an order with the same Idempotency-Key is never carried out twice. If it happens again, tell the operator the value of X-Request-Id.',
});

/** The store can't be reached, or the process is going away; `Retry-After` says when to try again. */
export const UNAVAILABLE = defineProblem({
  slug: 'unavailable',
  status: 503,
  title: 'The service can not answer now',
  explanation:
    'The service can not answer now: the store of tasks can not be reached, or the process has too much to do or is about to end. Whether an order was accepted is not known. What was accepted before is still there.',
  remedy:
    'Send the request again after as many seconds as Retry-After says. An order that is repeated with the same Idempotency-Key is never carried out twice.',
});

/** What any request may be refused with. */
export const OF_ANY_REQUEST: readonly ProblemType[] = [MALFORMED_REQUEST, NOT_ACCEPTABLE, INTERNAL];

/** What requests may be refused with, beside that, that no route sees. */
export const OF_NO_ROUTE: readonly ProblemType[] = [
  UNAUTHENTICATED,
  METHOD_NOT_ALLOWED,
  REQUEST_TIMEOUT,
  HEADERS_TOO_LARGE,
];

/** What a request with a body may be refused with, beside that. */
export const OF_BODIES: readonly ProblemType[] = [
  VALIDATION_FAILED,
  MALFORMED_JSON,
  PAYLOAD_TOO_LARGE,
  UNSUPPORTED_MEDIA_TYPE,
];
