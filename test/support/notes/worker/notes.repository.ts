import { Injectable } from '@nestjs/common';
import { RedisProvider, scriptOf } from '../../../../src/platform/redis/index.js';
import type { Note } from '../notes.contract.js';

/** A note is made once for a uid, and never after it was taken back. */
const CREATE = scriptOf(`
local known = redis.call('HGET', KEYS[1] .. ':by-uid', ARGV[1])
if known then return tonumber(known) end
local id = redis.call('INCR', KEYS[1] .. ':id')
redis.call('HSET', KEYS[1] .. ':by-uid', ARGV[1], id)
redis.call('HSET', KEYS[1] .. ':notes', id, ARGV[2])
return id`);

const REMOVE = scriptOf(`
local id = redis.call('HGET', KEYS[1] .. ':by-uid', ARGV[1])
redis.call('HSET', KEYS[1] .. ':by-uid', ARGV[1], 0)
if id then redis.call('HDEL', KEYS[1] .. ':notes', id) end`);

/** The notes that were written, and a diary of what steps did. */
@Injectable()
export class NotesRepository {
  private readonly key: string;

  constructor(private readonly redis: RedisProvider) {
    this.key = redis.keys.resource('notes');
  }

  /**
   * Records a task's note, or finds the one it made before.
   *
   * Errors: throws when the task was undone: this caller comes too late.
   */
  async create(uid: string, text: string): Promise<Note> {
    const noteId = Number(await this.redis.run(CREATE, this.key, [uid, JSON.stringify({ text })]));
    if (noteId === 0) throw new Error('the note was taken back');
    return { note_id: noteId, text };
  }

  /** Takes a task's note back, and lets it make none any more. */
  async remove(uid: string): Promise<void> {
    await this.redis.run(REMOVE, this.key, [uid]);
  }

  async find(noteId: number): Promise<Note | undefined> {
    const json = await this.redis.command((client) => client.hget(`${this.key}:notes`, String(noteId)));
    if (json === null) return undefined;
    return { note_id: noteId, text: (JSON.parse(json) as Note).text };
  }

  /** Writes into the diary that a step did something. */
  async did(taskId: number, step: string, what: string): Promise<void> {
    await this.redis.command((client) => client.rpush(`${this.key}:diary:${taskId}`, `${step} ${what}`));
  }

  /** Counts, from 1, how often a step of a task came here. */
  async count(uid: string, step: string): Promise<number> {
    return this.redis.command((client) => client.hincrby(`${this.key}:counts`, `${uid}:${step}`, 1));
  }

  /** Tells the test that a step is at a gate. */
  async comeTo(gate: string): Promise<void> {
    await this.redis.command((client) => client.rpush(`${this.key}:came:${gate}`, process.pid));
  }

  async isOpen(gate: string): Promise<boolean> {
    return (await this.redis.command((client) => client.exists(`${this.key}:open:${gate}`))) === 1;
  }
}
