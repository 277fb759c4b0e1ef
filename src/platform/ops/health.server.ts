import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { EventLogger } from '../logging/index.js';
import { MetricsPage } from '../metrics/index.js';
import type { Probe } from './health.checks.js';
import { HealthService } from './health.service.js';

const PROBES: Readonly<Record<string, Probe>> = { '/health/live': 'live', '/health/ready': 'ready' };

/** Where Prometheus looks unless it is told otherwise. */
const METRICS_PATH = '/metrics';

/** What is answered at a path. */
interface Report {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What a process tells its operator: `GET /health/live` and `/health/ready` with what is up and what is down, and
 * `GET /metrics`, on a port of their own that no client reaches. A worker serves nothing else, so this needs no framework. Answers until the very end of a shutdown.
 */
@Injectable()
export class HealthServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly server: Server;

  constructor(
    private readonly health: HealthService,
    private readonly metrics: MetricsPage,
    private readonly settings: Settings,
    private readonly log: EventLogger,
  ) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((err: unknown) => {
        this.log.error('health.failed', { err });
        response.destroy();
      });
    });
  }

  /** Errors: rejects when the port is taken. */
  async onApplicationBootstrap(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.settings.healthPort, this.settings.host, resolve);
    });
    this.log.info('health.listening', { port: this.port });
  }

  /** The port it listens on; configured as 0, the free one it got. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  onApplicationShutdown(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer({ method = '', url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const report = this.reportAt(url.replace(/\/?(\?.*)?$/, ''));
    if (report === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const { status, headers, body } = await report();
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
  }

  private reportAt(path: string): (() => Promise<Report>) | undefined {
    if (path === METRICS_PATH) return () => this.readMetrics();
    const probe = PROBES[path];
    return probe === undefined ? undefined : () => this.health.report(probe);
  }

  private async readMetrics(): Promise<Report> {
    const headers = { 'Content-Type': this.metrics.contentType, 'Cache-Control': 'no-store' };
    return { status: 200, headers, body: await this.metrics.text() };
  }
}
