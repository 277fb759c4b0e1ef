import { runUntilStopped } from '../../../src/process-end.js';
import { resources } from '../../../src/resources/index.js';
import { startWorker } from '../../../src/worker.process.js';
import { notes } from '../notes/index.js';

await runUntilStopped(() => startWorker(process.env, [...resources, notes]));
