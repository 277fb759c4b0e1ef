import { IncomingMessage, type Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/**
 * What every answer tells browsers: that it is no document, is in no frame, and is what its type says. Pages have a
 * policy of their own. helmet writes the headers, once at start, since they are the same for every request. What it
 * has for pages alone is left out: each header costs every answer.
 *
 * `publicUrl` is where clients reach the service: only behind https are they told to keep to https.
 */
export function securityHeaders(publicUrl: string): Readonly<Record<string, string>> {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    frameguard: { action: 'deny' },
    strictTransportSecurity: publicUrl.startsWith('https:') && { includeSubDomains: false },
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  protect(request, response, () => undefined);
  return Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
}

/** Gives every answer of a server these headers; what answers may still set others. */
export function answerWith(server: Server, headers: Readonly<Record<string, string>>): void {
  const pairs = Object.entries(headers);
  // Before all handlers, so that no answer is without.
  for (const event of ['request', 'checkExpectation']) {
    server.prependListener(event, (_: IncomingMessage, response: ServerResponse) => {
      for (const [name, value] of pairs) response.setHeader(name, value);
    });
  }
}
