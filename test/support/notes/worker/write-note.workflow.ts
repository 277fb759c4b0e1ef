import { Runs } from '../../../../src/runner/index.js';
import { type RetryPolicy, type StepContext, Steps, type Workflow } from '../../../../src/workflow/index.js';
import { type Note, type NoteOrder, type NOTE_STEPS, writeNote } from '../notes.contract.js';
import { Behaviours } from './behaviours.js';
import { EffectsLog } from './effects.log.js';
import { NotesRepository } from './notes.repository.js';

type Context = StepContext<unknown, unknown>;

/** Longer than any test waits. */
const LONG_MS = 120_000;

/** Short enough for a test to see it pass. */
const SHORT_MS = 500;

const QUICK_RETRY: RetryPolicy = { maxAttempts: 3, baseMs: 20, capMs: 50 };

/** Writes a note: each step writes into the diary that it ran, and does what the order says. */
@Runs(writeNote)
export class WriteNoteWorkflow implements Workflow<NoteOrder, Note> {
  constructor(
    private readonly notes: NotesRepository,
    private readonly behaviours: Behaviours,
    private readonly effects: EffectsLog,
  ) {}

  readonly steps = Steps.for<NoteOrder>()
    .step('draft', {
      timeoutMs: LONG_MS,
      retry: QUICK_RETRY,
      run: (context) =>
        this.told('draft', context, async () => {
          const more = await this.behaviours.perform('draft', context.input.draft, context);
          return { ...more, words: context.input.text.split(' ').length };
        }),
      undo: (context) => this.undo('draft', context),
    })
    .step('check', {
      timeoutMs: LONG_MS,
      retry: QUICK_RETRY,
      run: (context) =>
        this.told('check', context, async () => {
          await this.behaviours.perform('check', context.input.check, context);
          return { checked: context.results.draft.words };
        }),
      undo: (context) => this.undo('check', context),
    })
    .step('publish', {
      timeoutMs: SHORT_MS,
      retry: QUICK_RETRY,
      run: (context) =>
        this.told('publish', context, async () => {
          const more = await this.behaviours.perform('publish', context.input.publish, context);
          return { ...more, ...(await this.notes.create(context.uid, context.input.text)) };
        }),
      undo: (context) => this.undo('publish', context, () => this.notes.remove(context.uid)),
    });

  private async told<T>(step: string, context: Context, work: () => Promise<T>): Promise<T> {
    this.effects.tell(step, 'begin', context);
    const result = await work();
    this.effects.tell(step, 'end', context);
    return result;
  }

  /** Says so before anything else: a worker that is frozen meanwhile would say it after another has undone what came before. */
  private async undo(
    step: keyof typeof NOTE_STEPS,
    context: StepContext<NoteOrder, unknown>,
    work = (): Promise<unknown> => Promise.resolve(),
  ): Promise<void> {
    this.effects.tell(step, 'undo', context);
    await this.behaviours.behave(step, context.input.undo, context);
    await work();
    await this.notes.did(context.taskId, step, 'undone');
    this.effects.tell(step, 'undone', context);
  }
}
