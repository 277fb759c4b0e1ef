import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { HealthService } from './health.service.js';

/**
 * Probes of a worker process: `GET /health/live` and `/health/ready` on a port of their own. A worker serves nothing
 * else, so it needs no framework for this.
 */
@Injectable()
export class HealthServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly server: Server;

  constructor(
    private readonly health: HealthService,
    private readonly settings: Settings,
  ) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Errors: rejects when the port is taken. */
  async onApplicationBootstrap(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.settings.healthPort, this.settings.host, resolve);
    });
  }

  onApplicationShutdown(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const probe = /^\/health\/(live|ready)\/?$/.exec(request.url ?? '')?.[1];
    const known = probe === 'live' || probe === 'ready';
    const { status, body } = known
      ? await this.health.report(probe)
      : { status: 404, body: { status: 'not found' } };
    response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
    });
    response.end(JSON.stringify(body));
  }
}
