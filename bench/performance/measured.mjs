import { CONTESTANTS } from './contestants.mjs';
import { SIZES } from './growth/sizes.mjs';
import { LAYOUTS } from './layouts.mjs';

/** Everything that is measured: others beside this service, and this service in several states. */
const MEASURED = [...CONTESTANTS, ...SIZES, ...LAYOUTS];

/** Those with these names, in this order. */
export const named = (...names) => names.map((name) => MEASURED.find((one) => one.name === name));

export const titleOf = (name) => MEASURED.find((one) => one.name === name).title;
