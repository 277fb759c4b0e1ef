export { AuthModule } from './auth.module.js';
export { Authentication } from './authentication.js';
export { ANONYMOUS, type Principal, principalOf } from './principal.js';
export { TICKET_PARAMETER, withTicket } from './ticket.url.js';
export { TICKET_SECONDS, Tickets } from './tickets.js';
