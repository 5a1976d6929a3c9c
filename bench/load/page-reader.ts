import { connect } from 'node:net';

export type Page = { status: number; body: string };

/** One connection that asks for the same page again and again. */
export type PageReader = Disposable & { read: () => Promise<Page> };

const headEnd = '\r\n\r\n';

/** HTTP/1.1 with keep-alive and `Content-Length`, and nothing else. */
export async function openPageReader(url: string, cookie: string | null): Promise<PageReader> {
  const { hostname, port, host, pathname } = new URL(url);
  const lines = [`GET ${pathname} HTTP/1.1`, `Host: ${host}`, 'Accept: text/html'];
  if (cookie !== null) lines.push(`Cookie: ${cookie}`);
  const request = Buffer.from(`${lines.join('\r\n')}${headEnd}`);
  let waiting: { resolve: (page: Page) => void; reject: (error: Error) => void } | null = null;
  let buffer: Buffer = Buffer.alloc(0);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  socket.on('data', (chunk: Buffer) => {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    const end = buffer.indexOf(headEnd);
    if (end < 0) return;
    const head = buffer.toString('latin1', 0, end);
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1]);
    const start = end + headEnd.length;
    if (buffer.length < start + length) return;
    const body = buffer.toString('utf8', start, start + length);
    buffer = Buffer.alloc(0);
    waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  });
  const fail = (why: string) => waiting?.reject(new Error(`GET ${url}: ${why}`));
  socket.on('error', (error) => fail(error.message));
  socket.on('close', () => fail('the connection was closed'));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return {
    read: () => {
      const answer = Promise.withResolvers<Page>();
      waiting = answer;
      socket.write(request);
      return answer.promise;
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}
