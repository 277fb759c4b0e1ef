export { configureHttp } from './configure-http.js';
export { HttpAnswer } from './http-answer.js';
export { IdPipe } from './id.pipe.js';
export { Text, WholeNumber } from './members.decorator.js';
export { PreparedExpressAdapter } from './prepared-express.adapter.js';
export { definedProblems, defineProblem, ProblemError, type ProblemType } from './problem.js';
export { NOT_FOUND, VALIDATION_FAILED } from './problems.js';
export { requestId } from './request-id.js';
