import { runApi } from './api.process.js';
import { failedToStart } from './process-end.js';
import { resources } from './resources/index.js';

await runApi(process.env, resources).catch(failedToStart);
