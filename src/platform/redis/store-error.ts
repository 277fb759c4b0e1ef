import { StoreUnavailableError } from './store-unavailable.error.js';

/**
 * Replies by which a reachable Redis says that it can't serve now; all of them pass without a change of ours. (UNBLOCKED: it
 * became a replica while a WAIT was under way.)
 */
const AWAY =
  /^(LOADING|READONLY|OOM|MISCONF|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MOVED|ASK|NOREPLICAS|UNBLOCKED|BUSY)\b/;

/**
 * Tells an outage from a defect: a reply error that is not an outage comes back as it is, all else
 * (no connection, a deadline passed, an outage's reply) as StoreUnavailableError with its cause.
 */
export function asStoreError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'ReplyError' && !AWAY.test(error.message)) return error;
  return new StoreUnavailableError('Redis can not be reached or does not serve', { cause: error });
}
