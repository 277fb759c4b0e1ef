import type { Resource } from '../../../src/tasks/index.js';
import { readNote, writeNote } from './notes.contract.js';
import { noteSettings } from './notes.settings.js';

/** Notes: a second resource, which proves that the core knows no car. */
export const notes: Resource = {
  name: 'notes',
  settings: noteSettings,
  kinds: [writeNote, readNote],
  api: async () => (await import('./api/notes-api.module.js')).NotesApiModule,
  worker: async () => (await import('./worker/notes-worker.module.js')).NotesWorkerModule,
};
