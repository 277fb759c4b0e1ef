import { Text } from '../../platform/http/index.js';

/** Longer than any path and query that `GET /tasks` takes. */
const MAX_PATH = 1024;

/** The body of `POST /tickets`. */
export class TicketOrderDto {
  @Text(1, MAX_PATH, {
    description: 'What is to be read: the path of a task, or of the list with its query.',
    example: '/tasks/9999',
  })
  readonly path!: string;
}
