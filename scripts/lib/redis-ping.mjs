import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';

const defaultPort = 6379;
const answerWithinMs = 1_000;

/** The first answer is enough: `+PONG`, or that a password is needed, which the service settles itself. */
const isRedis = (reply) => /^[+-]/.test(reply) && !reply.startsWith('-LOADING');

/** The servers that a URL names: one, or sentinels, or nodes of a cluster. */
function serversOf(url) {
  const [, tls, hosts] = /^redis(s?)(?:-sentinel|-cluster)?:\/\/(?:[^@/]*@)?([^/?#]+)/.exec(url);
  return hosts.split(',').map((host) => new URL(`redis${tls}://${host}`));
}

/** Whether a Redis that has read its data answers at this URL, or one of several that it names, within a second. */
export async function redisAnswers(url) {
  const answers = await Promise.all(serversOf(url).map(serverAnswers));
  return answers.includes(true);
}

function serverAnswers({ protocol, hostname, port }) {
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
