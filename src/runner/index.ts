export { RunnerModule } from './runner.module.js';
export { Runs } from './runs.decorator.js';
