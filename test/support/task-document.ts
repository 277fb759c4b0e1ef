/** A step as the task document shows it. */
export interface StepDocument {
  readonly name: string;
  readonly status: string;
  readonly attempts: number;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

/** The task document as a client reads it. */
export interface TaskDocument {
  readonly task_id: number;
  readonly status: 'queued' | 'active' | 'finished' | 'failed' | 'cancelled';
  readonly progress: number;
  readonly eta: number;
  readonly workflow: Readonly<Record<string, string>>;
  readonly request: {
    readonly resource: string;
    readonly verb: string;
    readonly header: Readonly<Record<string, string>>;
    readonly body: Readonly<Record<string, unknown>>;
  };
  readonly result: Readonly<Record<string, unknown>>;
  readonly error?: {
    readonly type: string;
    readonly title: string;
    readonly status: number;
    readonly detail: string;
    readonly step?: string;
  };
  readonly steps: readonly StepDocument[];
  readonly queue?: { readonly ahead: number; readonly workers: number };
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

/** Problem details with what this service adds. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly errors?: readonly {
    readonly pointer?: string;
    readonly parameter?: string;
    readonly detail: string;
  }[];
}

/** True while a task has not ended. */
export function isMoving({ status }: Pick<TaskDocument, 'status'>): boolean {
  return status === 'queued' || status === 'active';
}
