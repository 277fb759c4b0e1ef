import type { ServiceProcess } from './service-process.js';

/** Where a process tells its health and its metrics. */
export async function healthUrl(process: ServiceProcess): Promise<string> {
  const { port } = await process.logged('health.listening');
  return `http://127.0.0.1:${String(port)}`;
}

/** The metrics of a process as Prometheus reads them. Errors: rejects for an answer that is not 200. */
export async function metricsOf(process: ServiceProcess): Promise<string> {
  const answer = await fetch(`${await healthUrl(process)}/metrics`);
  if (!answer.ok) throw new Error(`no metrics: ${answer.status}`);
  return answer.text();
}
