import type { IncomingMessage } from 'node:http';
import { Body, Controller, Post, Req } from '@nestjs/common';
import { principalOf, TICKET_SECONDS, Tickets, withTicket } from '../../platform/auth/index.js';
import { Settings } from '../../platform/config/index.js';
import { HttpAnswer, ProblemError, VALIDATION_FAILED } from '../../platform/http/index.js';
import { parseListQuery } from './list-query.js';
import { MakeTicket } from './openapi/ticket.operation.js';
import { JSON_UTF8 } from './task-response.js';
import { TicketOrderDto } from './ticket-order.dto.js';

/** A task by its number, or the list with or without a query; nothing that a URL would have to escape, or browsers do. */
const PATH = /^\/tasks(?:\/[1-9]\d{0,15}|(?:\?([\w!$&()*+,./:;=@%~-]+))?)$/;

/** `POST /tickets`: admission to one stream, for browsers, whose EventSource can't send credentials. */
@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly tickets: Tickets,
    private readonly settings: Settings,
  ) {}

  /** Answers the URL of the stream, good for a minute. Errors: 400 for what is no task or list; 503. */
  @Post()
  @MakeTicket()
  async make(@Body() { path }: TicketOrderDto, @Req() request: IncomingMessage): Promise<HttpAnswer> {
    refuseOthers(path);
    const ticket = await this.tickets.issue(principalOf(request), path);
    const url = this.settings.publicUrl + withTicket(path, ticket);
    const headers = { 'Content-Type': JSON_UTF8, 'Cache-Control': 'no-store' };
    return new HttpAnswer(200, headers, JSON.stringify({ url, expires_in: TICKET_SECONDS }));
  }
}

function refuseOthers(path: string): void {
  const match = PATH.exec(path);
  if (match === null) {
    const errors = [{ pointer: '/path', detail: 'must be /tasks, /tasks?… or /tasks/{task_id}' }];
    throw new ProblemError(VALIDATION_FAILED, { detail: 'The path is neither a task nor the list.', errors });
  }
  // What the list would refuse is refused here, where it can be told; an EventSource hears no reasons.
  parseListQuery(match[1] ?? '');
}
