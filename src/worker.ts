import { failedToStart } from './process-end.js';
import { resources } from './resources/index.js';
import { runWorker } from './worker.process.js';

await runWorker(process.env, resources).catch(failedToStart);
