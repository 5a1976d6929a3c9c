import { Agent, request as send, type IncomingHttpHeaders } from 'node:http';

export type Answer = {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  location: string | undefined;
};

type Headers = Record<string, string>;

/** A raw client with a cookie jar: what it is not told to send, it does not send. */
export type HttpClient = Disposable & {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Headers): Promise<Answer>;
  /** As a form of our own page; other headers replace `Origin`. */
  post(path: string, fields?: Record<string, string>, headers?: Headers): Promise<Answer>;
  /** As a program, without `Origin` and cookies. */
  json(path: string, body: unknown, headers?: Headers): Promise<Answer>;
  send(method: string, path: string, headers?: Headers, body?: string): Promise<Answer>;
};

export type ClientOptions = {
  /** What a form says in `Origin`, when it is not the server's own address. */
  origin?: string;
  /** Where it says it comes from, for a web that trusts its word. */
  address?: string;
  /** Told every cookie that comes, e.g. to note it as a canary. */
  onCookie?: (value: string) => void;
};

export function openClient(url: string, options: ClientOptions = {}): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const cookies = new Map<string, string>();
  const { hostname, port, origin: ownOrigin } = new URL(url);
  const origin = options.origin ?? ownOrigin;

  function keepCookies(lines: string[]): void {
    for (const line of lines) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '' || /max-age=0|1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
      if (value) options.onCookie?.(value);
    }
  }

  async function exchange(
    method: string,
    path: string,
    headers: Headers = {},
    body?: string,
  ): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const from = options.address ? { 'x-forwarded-for': options.address } : {};
    const all = { ...from, ...headers };
    const outgoing = send({ hostname, port, method, path, agent, headers: all }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        keepCookies(response.headers['set-cookie'] ?? []);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
          location: response.headers.location,
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
    return promise;
  }

  function cookieHeader(): Headers {
    if (cookies.size === 0) return {};
    return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  }

  return {
    cookies,
    get: (path, headers = {}) => exchange('GET', path, { ...cookieHeader(), ...headers }),
    post(path, fields = {}, headers = { origin }) {
      const body = new URLSearchParams(fields).toString();
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const length = { 'content-length': String(Buffer.byteLength(body)) };
      return exchange('POST', path, { ...type, ...length, ...cookieHeader(), ...headers }, body);
    },
    json(path, value, headers = {}) {
      const body = typeof value === 'string' ? value : JSON.stringify(value);
      const type = { 'content-type': 'application/json' };
      const length = { 'content-length': String(Buffer.byteLength(body)) };
      return exchange('POST', path, { ...type, ...length, ...headers }, body);
    },
    send: exchange,
    [Symbol.dispose]: () => agent.destroy(),
  };
}
