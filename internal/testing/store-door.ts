import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What is wrong with an object store: nobody is there; it takes requests and never answers; it
 * answers 500; it answers every request so much later; its tags are of other bytes than it has.
 */
export type StoreFault = 'down' | 'hangs' | 'fails' | { slowMs: number } | 'lies';

export type AskedOfStore = {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
};

/** Stands before an object store, writes down what it is asked, and can spoil it. */
export type StoreDoor = AsyncDisposable & {
  url: string;
  asked: AskedOfStore[];
  /** Null mends it, for what is asked from then on. */
  spoil: (fault: StoreFault | null) => void;
};

const otherTag = `"${'0'.repeat(32)}"`;

export async function openStoreDoor(storeUrl: string): Promise<StoreDoor> {
  const asked: AskedOfStore[] = [];
  let fault: StoreFault | null = null;
  const server = createServer((incoming, answer) => {
    const { method = '', url: path = '', headers } = incoming;
    asked.push({ method, path, headers });
    incoming.on('error', () => answer.destroy());
    void pass(storeUrl, incoming, answer, fault);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    spoil: (next) => void (fault = next),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function pass(
  storeUrl: string,
  incoming: IncomingMessage,
  answer: ServerResponse,
  fault: StoreFault | null,
): Promise<void> {
  if (fault === 'hangs') return;
  if (fault === 'down') return void incoming.socket.destroy();
  if (fault === 'fails') {
    incoming.resume();
    return void answer.writeHead(500).end('<Error><Code>InternalError</Code></Error>');
  }
  if (fault !== null && fault !== 'lies') await sleep(fault.slowMs);
  const { method, headers, url = '' } = incoming;
  const onward = ask(new URL(url, storeUrl), { method, headers }, (response) => {
    const isTagged = fault === 'lies' && response.headers.etag !== undefined;
    const told = { ...response.headers, ...(isTagged && { etag: otherTag }) };
    answer.writeHead(response.statusCode!, told);
    response.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  incoming.pipe(onward);
}
