import { Body, Get, Param, Post } from '@nestjs/common';
import { IdPipe } from '../../../../src/platform/http/index.js';
import { TaskController } from '../../../../src/tasks/http/index.js';
import type { Submission } from '../../../../src/tasks/index.js';
import { readNote, writeNote } from '../notes.contract.js';
import { NoteOrderDto } from './note-order.dto.js';

/** `/notes`: everything here becomes a task. */
@TaskController('notes')
export class NotesController {
  @Post()
  write(@Body() order: NoteOrderDto): Submission {
    return writeNote.task(order);
  }

  @Get(':noteId')
  read(@Param('noteId', IdPipe) noteId: number): Submission {
    return readNote.task({ noteId });
  }
}
