import { kind } from '../../../src/tasks/index.js';

/** The steps of writing a note, with the seconds each is expected to take. */
export const NOTE_STEPS = { draft: 1, check: 1, publish: 1 } as const;

/** What a client orders: a text, and what each step is to do beside its work (see worker/behaviours.ts). */
export interface NoteOrder {
  readonly text: string;
  readonly draft?: string;
  readonly check?: string;
  readonly publish?: string;
  /** What undoing each of them does first. */
  readonly undo?: string;
}

/** A note as clients see it. */
export interface Note {
  readonly note_id: number;
  readonly text: string;
  /** What its last step was told to take for its path. */
  readonly path?: string;
}

/** Which note to read. */
export interface NoteLookup {
  readonly noteId: number;
}

/** Writes a note. */
export const writeNote = kind<NoteOrder, Note>('note-write', {
  creates: (note) => note.path ?? `/notes/${note.note_id}`,
  steps: () => NOTE_STEPS,
});

/** Reads a note. */
export const readNote = kind<NoteLookup, Note>('note-read', { steps: () => ({ read: 0.01 }) });
