import { OF_BODIES, Operation, UNAVAILABLE } from '../../../platform/http/index.js';
import { describe } from '../../../platform/openapi/index.js';

const TICKET = 'Ticket';

const EXAMPLE = { url: '/tasks/9999?ticket=Zm9yIG9uZSBtaW51dGUsIG9uZSBwYXRo', expires_in: 60 };

describe(({ components }) => {
  components.schemas[TICKET] = {
    type: 'object',
    properties: {
      url: { type: 'string', format: 'uri-reference', description: 'What to open.' },
      expires_in: { type: 'integer', minimum: 1, description: 'For how many seconds it can be opened.' },
    },
    required: ['url', 'expires_in'],
  };
});

/** Describes `POST /tickets`. */
export function MakeTicket(): MethodDecorator {
  return Operation(() => ({
    id: 'makeTicket',
    tag: 'Task',
    summary: 'Admission to one stream',
    description:
      'For browsers, whose `EventSource` can not send credentials: open the `url` within a minute. It reads that path, with the rights of whoever asked for it, and nothing else.',
    answers: [
      {
        status: 200,
        description: 'The URL of the stream.',
        json: { schema: TICKET, examples: { ticket: { value: EXAMPLE } } },
      },
    ],
    problems: [...OF_BODIES, UNAVAILABLE],
  }));
}
