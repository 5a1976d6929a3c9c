import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Posts JSON from an address of this machine's own and reads JSON. Rejects unless it is 200. */
export function postJson<Answer>(url: string, body: object, from = '127.0.0.1'): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const options = { method: 'POST', agent, headers, localAddress: from };
  const sent = request(url, options, (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => void parts.push(part));
    response.on('error', reject);
    response.on('end', () => {
      const answer = Buffer.concat(parts).toString();
      if (response.statusCode === 200) resolve(JSON.parse(answer) as Answer);
      else reject(new Error(`POST ${url}: ${response.statusCode} ${answer.slice(0, 200)}`));
    });
  });
  sent.on('error', reject);
  sent.end(text);
  return promise;
}
