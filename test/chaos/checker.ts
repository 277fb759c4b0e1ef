import type { History } from './history.js';
import {
  acceptedIsFound,
  answersAreKnown,
  nothingGoesBack,
  oneEnd,
  oneTaskAnOrder,
  pagesAreWhole,
  type Rule,
  endsAreTold,
  waitsEnd,
} from './rules-of-answers.js';
import { allEnd, carsBalance, listsAgree, nothingIsLeft, numbersAreUnique } from './rules-of-rest.js';
import { expectedEnds, oneHolder, stepsInOrder } from './rules-of-work.js';

/** What the service promises, whatever happens. */
export const RULES: Readonly<Record<string, Rule>> = {
  'an accepted task is found': acceptedIsFound,
  'all tasks end': allEnd,
  'nothing goes back': nothingGoesBack,
  'there is one end': oneEnd,
  'cars, notes and stock balance': carsBalance,
  'an order is one task': oneTaskAnOrder,
  'one attempt holds a task': oneHolder,
  'steps run in order, once they are kept': stepsInOrder,
  'numbers are unique': numbersAreUnique,
  'pages are whole': pagesAreWhole,
  'lists and records agree': listsAgree,
  'waits and streams end': waitsEnd,
  'ends are told': endsAreTold,
  'answers are those of the protocol': answersAreKnown,
  'nothing is left': nothingIsLeft,
  'each comes to its end, and no neighbour of a poison task fails': expectedEnds,
};

/** Judges a run; answers what breaks which rule. */
export function violationsOf(history: History): readonly string[] {
  return Object.entries(RULES).flatMap(([name, rule]) => rule(history).map((fault) => `${name}: ${fault}`));
}
