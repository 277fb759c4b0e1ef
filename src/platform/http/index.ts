export { configureHttp } from './configure-http.js';
export { HttpAnswer } from './http-answer.js';
export { IdPipe } from './id.pipe.js';
export { PreparedExpressAdapter } from './prepared-express.adapter.js';
export { defineProblem, ProblemError, type ProblemType } from './problem.js';
export { VALIDATION_FAILED } from './problems.js';
export { requestId } from './request-id.js';
