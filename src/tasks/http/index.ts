export { TaskController } from './task-controller.decorator.js';
export { TasksHttpModule } from './tasks-http.module.js';
