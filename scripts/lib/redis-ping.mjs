import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';

const defaultPort = 6379;
const answerWithinMs = 1_000;

/** The first answer is enough: `+PONG`, or that a password is needed, which the service settles itself. */
const isRedis = (reply) => /^[+-]/.test(reply) && !reply.startsWith('-LOADING');

/** Whether a Redis that has read its data answers at this URL, within a second. */
export function redisAnswers(url) {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = { host, port: Number(port) || defaultPort };
  // No secret is sent, so anybody may answer; whom to trust is a setting of the service.
  const anybody = { servername: host, rejectUnauthorized: false };
  const socket = protocol === 'rediss:' ? connectTls({ ...target, ...anybody }) : connectTcp(target);
  return new Promise((resolve) => {
    const settle = (answer) => {
      resolve(answer);
      socket.destroy();
    };
    socket.setTimeout(answerWithinMs, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    socket.once('data', (reply) => settle(isRedis(reply.toString('latin1'))));
    socket.write('PING\r\n');
  });
}
