import { Runs } from '../../../../src/runner/index.js';
import { NO_RETRY, PermanentError, Steps, type Workflow } from '../../../../src/workflow/index.js';
import { type Note, type NoteLookup, readNote } from '../notes.contract.js';
import { NotesRepository } from './notes.repository.js';

const READ_TIMEOUT_MS = 5_000;

/** Reads a note. */
@Runs(readNote)
export class ReadNoteWorkflow implements Workflow<NoteLookup, Note> {
  constructor(private readonly notes: NotesRepository) {}

  readonly steps = Steps.for<NoteLookup>().step('read', {
    timeoutMs: READ_TIMEOUT_MS,
    retry: NO_RETRY,
    run: async ({ input }) => {
      const note = await this.notes.find(input.noteId);
      if (note !== undefined) return note;
      const detail = `There is no note ${input.noteId}.`;
      throw new PermanentError({
        type: '/problems/no-such-note',
        title: 'There is no such note',
        status: 404,
        detail,
      });
    },
  });
}
