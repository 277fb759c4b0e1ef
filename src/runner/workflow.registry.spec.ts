import { Injectable } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { readSettings } from '../platform/config/index.js';
import { type AnyKind, kind, KindRegistry } from '../tasks/index.js';
import { NO_RETRY, Steps, type Workflow } from '../workflow/index.js';
import { Runs } from './runs.decorator.js';
import { WorkflowRegistry } from './workflow.registry.js';

const BRIEF = { timeoutMs: 1_000, retry: NO_RETRY, run: () => ({}) };
const bake = kind<object, object>('bake', { steps: () => ({ mix: 1, heat: 2 }) });
const brew = kind<object, object>('brew', { steps: () => ({ boil: 1 }) });

@Runs(bake)
class Bakery implements Workflow<object, object> {
  readonly steps = Steps.for<object>().step('mix', BRIEF).step('heat', BRIEF);
}

@Runs(bake)
class ColdBakery implements Workflow<object, object> {
  readonly steps = Steps.for<object>().step('mix', BRIEF);
}

@Injectable()
class NoWorkflow {}

/** What a worker of these kinds starts with. */
async function registryOf(
  kinds: readonly AnyKind[],
  providers: readonly (new () => object)[],
): Promise<WorkflowRegistry> {
  const registry = { provide: KindRegistry, useValue: new KindRegistry(kinds, readSettings({}, [])) };
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    providers: [WorkflowRegistry, registry, ...providers],
  }).compile();
  await module.init();
  return module.get(WorkflowRegistry);
}

describe('the workflows of a worker', () => {
  it('are found among all providers', async () => {
    const registry = await registryOf([bake], [NoWorkflow, Bakery]);
    expect(registry.get('bake').stepNames).toEqual(['mix', 'heat']);
    expect(() => registry.get('brew')).toThrow('"brew"');
  });

  it.each([
    ['a kind has none', [bake, brew], [Bakery], /no workflow runs "brew"; give one @Runs/],
    ['a kind has two', [bake], [Bakery, ColdBakery], /2 workflows run "bake"/],
    [
      'steps are not those of the kind',
      [bake],
      [ColdBakery],
      /"bake" names the steps mix, heat; its workflow has mix/,
    ],
    ['one runs a kind that no resource has', [], [Bakery], /"bake", which no resource has among its kinds/],
  ])('stop it where %s', async (_, kinds, providers, why) => {
    await expect(registryOf(kinds, providers)).rejects.toThrow(why);
  });
});
