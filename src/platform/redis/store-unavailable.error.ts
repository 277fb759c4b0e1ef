/** Redis can't be reached, does not serve, or did not answer in time: what was asked for may or may not have happened. */
export class StoreUnavailableError extends Error {}
