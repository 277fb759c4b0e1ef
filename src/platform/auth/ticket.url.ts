/** The query parameter that carries a ticket. */
export const TICKET_PARAMETER = 'ticket';

/** A request target with a ticket, taken apart. */
export interface TicketUrl {
  readonly ticket: string;
  /** The target without it. */
  readonly target: string;
}

/** Finds a ticket in the query of a request target; undefined where there is none. */
export function ticketOf(url: string): TicketUrl | undefined {
  const mark = url.indexOf('?');
  if (mark < 0 || !url.includes(`${TICKET_PARAMETER}=`, mark)) return undefined;
  const parameters = url.slice(mark + 1).split('&');
  const found = parameters.find((parameter) => parameter.startsWith(`${TICKET_PARAMETER}=`));
  if (found === undefined) return undefined;
  const others = parameters.filter((parameter) => parameter !== found).join('&');
  const target = others === '' ? url.slice(0, mark) : `${url.slice(0, mark)}?${others}`;
  return { ticket: found.slice(TICKET_PARAMETER.length + 1), target };
}

/** The target with a ticket. */
export function withTicket(target: string, ticket: string): string {
  return `${target}${target.includes('?') ? '&' : '?'}${TICKET_PARAMETER}=${ticket}`;
}
