import { readSettings } from '../platform/config/index.js';
import { KindRegistry } from './kind.registry.js';
import { type AnyKind, kind } from './task-kind.js';

const settings = readSettings({}, []);
const registry = (...kinds: AnyKind[]): KindRegistry => new KindRegistry(kinds, settings);
const good = kind('car-build', { steps: () => ({ a: 1.5, b: 2 }) });

describe('the registry of kinds', () => {
  it('knows the steps of each kind in order, in milliseconds', () => {
    expect(registry(good).plan('car-build')).toEqual([
      { name: 'a', expectedMs: 1_500 },
      { name: 'b', expectedMs: 2_000 },
    ]);
  });

  it('knows no steps of a kind it does not know', () => {
    expect(registry(good).plan('newer')).toEqual([]);
  });

  it('takes no order of a kind that no resource lists', () => {
    expect(registry(good).ordered('car-build')).toEqual(['a', 'b']);
    expect(() => registry(good).ordered('forgotten')).toThrow('no resource has "forgotten" among its kinds');
  });

  it('tells all that is wrong at once', () => {
    const bad = kind('Car:Build', { steps: () => ({ 'a,b': 1 }) });
    const empty = kind('empty', { steps: () => ({}) });
    expect(() => registry(good, good, bad, empty)).toThrow(
      /"car-build" is given twice[^]*"Car:Build"[^]*"a,b"[^]*"empty" has no steps/,
    );
  });
});
