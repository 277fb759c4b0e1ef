export { Makes, type MakingOptions, Reads, type ResourceOptions } from './openapi/resource.decorators.js';
export { SubmissionAnswers } from './submission-answers.js';
export { TasksHttpModule } from './tasks-http.module.js';
