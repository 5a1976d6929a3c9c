import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { spawnServer, waitUntilReady } from '../../internal/servers/server-process.ts';
import { notePid } from '../../internal/testing/guardian.ts';
import '../../internal/testing/run-facts.ts';
import { obtainNginx } from './obtain-nginx.ts';

export type Nginx = AsyncDisposable & {
  url: string;
  /** What it logged: a JSON object a line for each request, and plain lines of its own. */
  readLog: () => Promise<string>;
};

/** All but the port and the folder are written `host:port`. */
export type NginxOptions = {
  port: number;
  folder: string;
  webs: string[];
  relays: string[];
  /** Object stores; the webs when not given. */
  stores?: string[];
};

const template = new URL('../../deploy/nginx.conf', import.meta.url);

/**
 * Runs the distribution's nginx with the shipped configuration, filled in as the nginx image does
 * it: whatever of the environment begins with PROXY_, and nothing else.
 */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const { port, folder, webs, relays, stores = webs } = options;
  const servers = (hosts: string[]) =>
    hosts.map((host) => `server ${host} max_fails=1 fail_timeout=2s;`).join(' ');
  const config = fillTemplate(await readFile(template, 'utf8'), {
    PROXY_LISTEN: `127.0.0.1:${port}`,
    PROXY_RESOLVER: '127.0.0.1',
    PROXY_WEBS: servers(webs),
    PROXY_RELAYS: servers(relays),
    PROXY_STORES: servers(stores),
    PROXY_TRUST: '127.9.9.9',
  });
  const place = join(folder, 'nginx');
  await mkdir(place);
  const file = join(place, 'nginx.conf');
  // Containers have a /tmp of their own; two runs of the tests share one.
  await writeFile(file, config.replaceAll('/tmp/', `${place}/`));
  const logFile = join(place, 'output.log');
  const binary = await obtainNginx(inject('facts').serversFolder);
  const args = ['-c', file, '-g', 'daemon off;'];
  const server = await spawnServer({ ...binary, flavour: 'nats', version: '', root: '/' }, args, {
    logFile,
    cwd: place,
  });
  const forget = notePid(inject('facts').pidsFolder, server.pid);
  const url = `http://127.0.0.1:${port}`;
  const answers = async () => (await fetch(`${url}/healthz`)).ok;
  await waitUntilReady(server, answers, { name: 'nginx', logFile });
  return {
    url,
    readLog: () => readFile(logFile, 'utf8'),
    async [Symbol.asyncDispose]() {
      await server.stop();
      forget();
    },
  };
}

/** What `envsubst` does in the nginx image with NGINX_ENVSUBST_FILTER=^PROXY_. */
export function fillTemplate(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\$\{(PROXY_\w+)\}/g, (_all, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${name} has no value`);
    return value;
  });
}
