/**
 * The least there can be: Node's own HTTP server and one small script of Redis a request. It checks nothing, delivers
 * nothing and lists nothing.
 */
import { createServer } from 'node:http';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
redis.defineCommand('accept', {
  numberOfKeys: 1,
  lua: `local id = redis.call('INCR', KEYS[1])
redis.call('HSET', KEYS[1] .. ':' .. id, 'order', ARGV[1])
return id`,
});
redis.defineCommand('find', {
  numberOfKeys: 1,
  lua: `return redis.call('HGET', KEYS[1] .. ':' .. ARGV[1], 'order')`,
});

function answer(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(body);
}

async function accept(text, response) {
  const id = await redis.accept('floor', JSON.stringify(JSON.parse(text)));
  answer(response, 202, `{"id":${id}}`, { Location: `/tasks/${id}` });
}

async function find(id, response) {
  const order = await redis.find('floor', id);
  answer(response, order === null ? 404 : 200, `{"id":${id},"order":${order}}`);
}

createServer((request, response) => {
  if (request.method === 'POST') {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (data) => (text += data));
    request.on('end', () => void accept(text, response));
  } else if (request.url.startsWith('/tasks/')) void find(request.url.slice('/tasks/'.length), response);
  else answer(response, 200, '{"status":"ok"}');
}).listen(Number(process.env.PORT), process.env.HOST);
