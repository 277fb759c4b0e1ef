import { Id, Text } from '../../../../src/platform/http/index.js';
import type { Note } from '../notes.contract.js';

const MAX_TEXT = 64;

/** A note as clients see it. */
export class NoteDto implements Note {
  @Id() readonly note_id!: number;
  @Text(1, MAX_TEXT) readonly text!: string;
}
