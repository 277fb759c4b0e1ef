import { Module } from '@nestjs/common';
import { Behaviours } from './behaviours.js';
import { EffectsLog } from './effects.log.js';
import { NotesRepository } from './notes.repository.js';
import { ReadNoteWorkflow } from './read-note.workflow.js';
import { WriteNoteWorkflow } from './write-note.workflow.js';

/** What a worker process contains of notes. */
@Module({ providers: [NotesRepository, Behaviours, EffectsLog, WriteNoteWorkflow, ReadNoteWorkflow] })
export class NotesWorkerModule {}
