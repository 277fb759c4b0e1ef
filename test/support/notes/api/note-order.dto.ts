import { IsOptional } from 'class-validator';
import { Text } from '../../../../src/platform/http/index.js';
import type { NoteOrder } from '../notes.contract.js';

const MAX_TEXT = 64;

/** The body of `POST /notes`. */
export class NoteOrderDto implements NoteOrder {
  @Text(1, MAX_TEXT) readonly text!: string;
  @IsOptional() @Text(1, MAX_TEXT) readonly draft?: string;
  @IsOptional() @Text(1, MAX_TEXT) readonly check?: string;
  @IsOptional() @Text(1, MAX_TEXT) readonly publish?: string;
  @IsOptional() @Text(1, MAX_TEXT) readonly undo?: string;
}
