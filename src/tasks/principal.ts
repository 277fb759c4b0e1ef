/** Whose a task is. Without authentication all callers are one: the anonymous principal. */
export const ANONYMOUS = 'anonymous';
