/** A host with an optional port and path: nothing in it is a password. */
const HARMLESS = /^[\w.-]+(:\d{1,5})?(\/[\w/-]*)?$/;

/** Shows of a URL, well-formed or not, only what can't be a password. */
export function hideSecrets(url: string): string {
  const scheme = /^[a-z]+:\/\//i.exec(url)?.[0] ?? '';
  const rest = url.slice(scheme.length);
  const at = rest.lastIndexOf('@');
  const address = rest.slice(at + 1);
  const shown = HARMLESS.test(address) || address === '' ? address : '***';
  return `${scheme}${at < 0 ? '' : '***@'}${shown}`;
}
