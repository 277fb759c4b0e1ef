import type { Settings } from '../config/index.js';

/** What a connection with TLS trusts: the configured authority alone, else those of Node. */
export function tlsOptions({ redisTlsCa }: Settings): { readonly ca?: string } {
  return redisTlsCa === '' ? {} : { ca: redisTlsCa };
}
