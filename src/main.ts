import { startApi } from './api.process.js';
import { runUntilStopped } from './process-end.js';
import { resources } from './resources/index.js';

await runUntilStopped(() => startApi(process.env, resources));
