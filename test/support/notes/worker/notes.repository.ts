import { Injectable } from '@nestjs/common';
import { RedisProvider } from '../../../../src/platform/redis/index.js';
import type { Note } from '../notes.contract.js';

/** The notes that were written, and a diary of what steps did. */
@Injectable()
export class NotesRepository {
  private readonly key: string;

  constructor(private readonly redis: RedisProvider) {
    this.key = redis.keys.resource('notes');
  }

  /** Records a task's note, or finds the one it made before. */
  async create(uid: string, text: string): Promise<Note> {
    const { client } = this.redis;
    const fresh = await client.incr(`${this.key}:id`);
    await client.hsetnx(`${this.key}:by-uid`, uid, fresh);
    const noteId = Number(await client.hget(`${this.key}:by-uid`, uid));
    const note: Note = { note_id: noteId, text };
    await client.hset(`${this.key}:notes`, noteId, JSON.stringify(note));
    return note;
  }

  /** Takes a task's note back. */
  async remove(uid: string): Promise<void> {
    const noteId = await this.redis.client.hget(`${this.key}:by-uid`, uid);
    if (noteId === null) return;
    await this.redis.client.hdel(`${this.key}:notes`, noteId);
  }

  async find(noteId: number): Promise<Note | undefined> {
    const json = await this.redis.client.hget(`${this.key}:notes`, String(noteId));
    return json === null ? undefined : (JSON.parse(json) as Note);
  }

  /** Writes into the diary that a step did something. */
  async did(taskId: number, step: string, what: string): Promise<void> {
    await this.redis.client.rpush(`${this.key}:diary:${taskId}`, `${step} ${what}`);
  }

  /** Counts, from 1, how often a step of a task came here. */
  async count(uid: string, step: string): Promise<number> {
    return this.redis.client.hincrby(`${this.key}:counts`, `${uid}:${step}`, 1);
  }

  /** Tells the test that a step is at a gate. */
  async comeTo(gate: string): Promise<void> {
    await this.redis.client.rpush(`${this.key}:came:${gate}`, process.pid);
  }

  async isOpen(gate: string): Promise<boolean> {
    return (await this.redis.client.exists(`${this.key}:open:${gate}`)) === 1;
  }
}
