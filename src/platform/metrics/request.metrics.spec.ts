import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Registry } from 'prom-client';
import { noteHeld, RequestMetrics } from './request.metrics.js';

const ROUTE = { path: '/tasks/:taskId' };

async function countsOf(requests: (metrics: RequestMetrics) => void): Promise<readonly string[]> {
  const registry = new Registry();
  requests(new RequestMetrics(registry));
  const lines = (await registry.metrics()).split('\n');
  return lines.filter((line) => /_count\{/.test(line)).map((line) => line.slice(line.indexOf('{')));
}

function answered(
  metrics: RequestMetrics,
  method: string,
  { status = 200, route, held }: { status?: number; route?: object; held?: boolean } = {},
): void {
  const request = Object.assign(new IncomingMessage(new Socket()), { method });
  const response = new ServerResponse(request);
  metrics.begin(request, response);
  if (route !== undefined) Object.assign(request, { route });
  if (held === true) noteHeld(response);
  if (status > 0) response.writeHead(status);
  response.emit('close');
}

describe('metrics of requests', () => {
  it('count by the template of the route, the method and the status', async () => {
    const counts = await countsOf((metrics) => {
      answered(metrics, 'GET', { route: ROUTE });
      answered(metrics, 'GET', { route: ROUTE });
      answered(metrics, 'DELETE', { route: ROUTE, status: 202 });
    });
    expect(counts).toEqual([
      '{route="/tasks/:taskId",method="GET",status="200",held="no"} 2',
      '{route="/tasks/:taskId",method="DELETE",status="202",held="no"} 1',
    ]);
  });

  it('have one label for all routes there are not, and for all methods that are not usual', async () => {
    const counts = await countsOf((metrics) => {
      answered(metrics, 'PROPFIND', { status: 404 });
      answered(metrics, 'MKCOL', { status: 404 });
    });
    expect(counts).toEqual(['{route="none",method="other",status="404",held="no"} 2']);
  });

  it('tell held requests and clients that went apart', async () => {
    const counts = await countsOf((metrics) => {
      answered(metrics, 'POST', { route: ROUTE, status: 201, held: true });
      answered(metrics, 'POST', { route: ROUTE, status: 0, held: true });
    });
    expect(counts).toEqual([
      '{route="/tasks/:taskId",method="POST",status="201",held="yes"} 1',
      '{route="/tasks/:taskId",method="POST",status="none",held="yes"} 1',
    ]);
  });
});
