import { exampleCar } from './order.mjs';

/** The text that a newcomer reads once everything runs. */
export function banner({ port, redis, workers, keys }) {
  const api = `localhost:${port}`;
  return `
The car factory runs.

  API      http://${api}
  Workers  ${workers}
  Redis    ${redis}

Order a car (in another terminal):
  curl -i -X POST ${api}/cars -H 'Content-Type: application/json' -d '${JSON.stringify(exampleCar)}'
Follow the newest task: 202 while it moves, then 201 and where the car is:
  curl -i ${api}/tasks/$(curl -s '${api}/tasks?limit=1' | grep -o '[0-9]*' | head -n 1)
Fetch a car, which is a task to follow, too:
  curl -i ${api}/cars/1

${keys ? 'Keys: n orders a car and follows it, k kills a worker, q stops everything.' : 'Ctrl-C stops everything; cars and tasks are kept.'}
`;
}
