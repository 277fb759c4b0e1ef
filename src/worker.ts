import { runUntilStopped } from './process-end.js';
import { resources } from './resources/index.js';
import { startWorker } from './worker.process.js';

await runUntilStopped(() => startWorker(process.env, resources));
