import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import { type AnyKind, KindRegistry } from '../tasks/index.js';
import type { Step, Workflow } from '../workflow/index.js';
import { bearingOutages } from './outages.js';
import { resourceLocation } from './resource-location.js';
import { RUNS } from './runs.decorator.js';

/** What a worker needs to run tasks of a kind. */
export interface RunnableKind {
  readonly steps: readonly Step[];
  /** Their names, in order. */
  readonly stepNames: readonly string[];
  /** Expected milliseconds of each step by name: how much of the whole it is. */
  readonly weights: ReadonlyMap<string, number>;
  /** The path of the resource that a finished task has made, from its result as JSON text. Errors: throws for no path. */
  readonly locationOf: (json: string) => string | undefined;
}

interface Found {
  readonly kind: AnyKind;
  readonly workflow: Workflow<unknown, unknown>;
}

/** Finds the workflow of each kind among the providers, and refuses to start when the wiring is not sound. */
@Injectable()
export class WorkflowRegistry implements OnModuleInit {
  private runnable = new Map<string, RunnableKind>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
    private readonly kinds: KindRegistry,
  ) {}

  /** Errors: throws with every fault at once: a kind without a workflow or with two, steps that are not its own, a workflow of a kind that no resource has. */
  onModuleInit(): void {
    const found = this.find();
    const strays = found.filter(({ kind }) => !this.kinds.kinds.includes(kind));
    const faults = [
      ...this.kinds.kinds.flatMap((kind) => this.faultsOf(kind, found)),
      ...strays.map(
        ({ kind }) =>
          `a workflow runs "${kind.name}", which no resource has among its kinds (in its index.ts)`,
      ),
    ];
    if (faults.length > 0) throw new Error(`The workflows are not sound:\n  ${faults.join('\n  ')}`);
    this.runnable = new Map(
      found.map(({ kind, workflow }) => [kind.name, this.runnableOf(kind, workflow.steps.list)]),
    );
  }

  /** The workflow of a kind. Errors: throws for a kind that this process does not know. */
  get(kind: string): RunnableKind {
    const runnable = this.runnable.get(kind);
    if (runnable === undefined) throw new Error(`no workflow runs tasks of the kind "${kind}"`);
    return runnable;
  }

  private runnableOf(kind: AnyKind, steps: readonly Step[]): RunnableKind {
    const { creates } = kind.options;
    return {
      steps: steps.map(bearingOutages),
      stepNames: steps.map(({ name }) => name),
      weights: new Map(this.kinds.plan(kind.name).map(({ name, expectedMs }) => [name, expectedMs])),
      locationOf: (json) =>
        creates === undefined ? undefined : resourceLocation(creates(JSON.parse(json) as never)),
    };
  }

  private find(): Found[] {
    return this.discovery.getProviders().flatMap(({ metatype, instance }) => {
      if (typeof metatype !== 'function' || instance === null || typeof instance !== 'object') return [];
      const kind = this.reflector.get<AnyKind | undefined>(RUNS, metatype);
      return kind === undefined ? [] : [{ kind, workflow: instance as Workflow<unknown, unknown> }];
    });
  }

  private faultsOf(kind: AnyKind, found: readonly Found[]): string[] {
    const [own, ...more] = found.filter((candidate) => candidate.kind === kind);
    if (own === undefined) {
      const remedy =
        "give one @Runs with it, and put that among the providers of the resource's worker module";
      return [`no workflow runs "${kind.name}"; ${remedy}`];
    }
    const faults = more.length > 0 ? [`${more.length + 1} workflows run "${kind.name}"`] : [];
    const planned = this.kinds.stepNames(kind.name);
    const declared = own.workflow.steps.list.map(({ name }) => name);
    if (planned.join() !== declared.join()) {
      faults.push(
        `"${kind.name}" names the steps ${planned.join(', ')}; its workflow has ${declared.join(', ')}`,
      );
    }
    if (new Set(declared).size < declared.length) faults.push(`a step name of "${kind.name}" is given twice`);
    return faults;
  }
}
