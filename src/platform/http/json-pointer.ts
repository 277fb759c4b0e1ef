/** No longer name of a member is told back to a client. */
const MAX_NAME = 64;

/** The JSON pointer to a member of what `parent` points to (RFC 6901 section 3); overlong names are cut. */
export function pointerTo(parent: string, member: string): string {
  return `${parent}/${member.slice(0, MAX_NAME).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The name a person gives to what a pointer points to. */
export function nameOf(pointer: string): string {
  if (pointer === '') return 'the body';
  const members = pointer.slice(1).split('/');
  return members.map((member) => member.replaceAll('~1', '/').replaceAll('~0', '~')).join('.');
}
