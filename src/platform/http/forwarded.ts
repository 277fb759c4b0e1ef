/** A pair of `Forwarded`, its value a token or quoted, or none; and what follows (RFC 7239 section 4, RFC 9110 5.6). */
const PAIR = /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)=(?:([\w!#$%&'*+.^`|~-]+)|"((?:[^"\\]|\\.)*)")[ \t]*)?([;,])/gy;

/**
 * Whom each proxy says it was asked by: the nodes of `Forwarded`, the farthest first, '' for a proxy that says nothing
 * of it. None at all where the header is malformed: then what a proxy said can't be told from what a client made up.
 *
 * Source: RFC 7239 sections 4 and 5.2.
 */
export function forwardedNodes(header: string): readonly string[] {
  // So that everything is followed by something.
  const list = `${header},`;
  const pairs = [...list.matchAll(PAIR)];
  if (pairs.map(([pair]) => pair).join('') !== list) return [];
  const nodes: string[] = [];
  let element = new Map<string, string>();
  for (const [, name, token, quoted = '', end] of pairs) {
    const key = name?.toLowerCase() ?? '';
    if (element.has(key)) return [];
    if (key !== '') element.set(key, token ?? quoted.replaceAll(/\\(.)/g, '$1'));
    if (end === ';') continue;
    if (element.size > 0) nodes.push(element.get('for') ?? '');
    element = new Map();
  }
  return nodes;
}
