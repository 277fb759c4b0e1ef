/** Whether a value is to be awaited. Steps may answer what is no Promise but can be: builders of queries are such. */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
