import { Module } from '@nestjs/common';
import { NotesController } from './notes.controller.js';

/** What an API process contains of notes. */
@Module({ controllers: [NotesController] })
export class NotesApiModule {}
