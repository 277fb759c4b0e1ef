import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { EventLogger } from '../logging/index.js';
import type { Probe } from './health.checks.js';
import { HealthService } from './health.service.js';

const PROBES: Readonly<Record<string, Probe>> = { '/health/live': 'live', '/health/ready': 'ready' };

/**
 * Probes of a process: `GET /health/live` and `/health/ready` with what is up and what is down, on a port of their own
 * that no client reaches. A worker serves nothing else, so this needs no framework. Answers until the very end of a shutdown.
 */
@Injectable()
export class HealthServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly server: Server;

  constructor(
    private readonly health: HealthService,
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
    const probe = PROBES[url.replace(/\/?(\?.*)?$/, '')];
    if (probe === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const { status, headers, body } = await this.health.report(probe);
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
  }
}
