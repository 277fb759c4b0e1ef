import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { IdPipe } from '../../../../src/platform/http/index.js';
import { Makes, Reads } from '../../../../src/tasks/http/index.js';
import type { Submission } from '../../../../src/tasks/index.js';
import { NOTE_STEPS, readNote, writeNote } from '../notes.contract.js';
import { NoteDto } from './note.dto.js';
import { NoteOrderDto } from './note-order.dto.js';

/** `/notes`: everything here becomes a task. */
@Controller('notes')
export class NotesController {
  @Post()
  @Makes(NoteDto, { from: NoteOrderDto, summary: 'Write a note', steps: Object.keys(NOTE_STEPS) })
  write(@Body() order: NoteOrderDto): Submission {
    return writeNote.task(order);
  }

  @Get(':noteId')
  @Reads(NoteDto, { summary: 'Read a note', steps: ['read'] })
  read(@Param('noteId', IdPipe) noteId: number): Submission {
    return readNote.task({ noteId });
  }
}
