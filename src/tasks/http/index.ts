export { Makes, type MakingOptions, Reads, type ResourceOptions } from './openapi/resource.decorators.js';
export { TaskController } from './task-controller.decorator.js';
export { TasksHttpModule } from './tasks-http.module.js';
