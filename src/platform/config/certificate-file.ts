import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Variable, variable } from './variables.js';

/** Certificates as PEM text, read at start from the file that is named; empty for none. */
export function certificateFile({ desc }: { readonly desc: string }): Variable<string> {
  return variable({
    default: '',
    allowed: 'the path of a file with certificates (PEM) that can be read, or empty',
    desc,
    parse: (path) => (path === '' ? '' : certificatesIn(path)),
  });
}

function certificatesIn(path: string): string | undefined {
  try {
    const pem = readFileSync(path, 'utf8');
    // Throws for what is none.
    return new X509Certificate(pem).subject === '' ? undefined : pem;
  } catch {
    return undefined;
  }
}
