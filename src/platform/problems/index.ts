export {
  defineFailure,
  definedProblems,
  defineProblem,
  type FailureStatus,
  occurrence,
  type ProblemMembers,
  problemOfSlug,
  type ProblemType,
  slugOf,
} from './problem.js';
