import { startApi } from '../../../src/api.process.js';
import { runUntilStopped } from '../../../src/process-end.js';
import { resources } from '../../../src/resources/index.js';
import { notes } from '../notes/index.js';

await runUntilStopped(() => startApi(process.env, [...resources, notes]));
