import { Agent, request } from 'node:http';

/** As many connections as are needed; those that are not in use are closed with the agent. */
export const connections = (maxSockets = Infinity) => new Agent({ keepAlive: true, maxSockets });

/**
 * One request over an agent's connections: fetch costs its caller several times as much, and where milliseconds are
 * compared the client must not be what is measured. Answers status, headers, the JSON body and when the answer had come.
 */
export function send(agent, url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const own =
      text === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    const sent = request(url, { agent, method, headers: { ...own, ...headers } }, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (answer += chunk));
      response.once('error', reject);
      response.once('end', () => {
        const atMs = Date.now();
        const json = answer === '' ? undefined : JSON.parse(answer);
        resolve({ status: response.statusCode, headers: response.headers, body: json, atMs });
      });
    });
    sent.once('error', reject);
    sent.end(text);
  });
}
