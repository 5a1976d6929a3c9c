import { setTimeout as sleep } from 'node:timers/promises';
import { tryPort } from '../../internal/servers/free-port.ts';
import { PersonError } from '../../internal/process/person-error.ts';

/** A port that a setting names, on the address that it will be used on. */
export type WantedPort = { setting: string; port: number; host: string };

/**
 * Throws a PersonError that names the setting of the first port that somebody listens on. A port
 * that is being left is waited for, at most `graceMs`.
 */
export async function checkPorts(wanted: WantedPort[], graceMs = 300): Promise<void> {
  const [first, ...rest] = wanted;
  for (const { setting, port } of rest) {
    if (port !== first!.port) continue;
    const both = `${first!.setting} and ${setting}`;
    throw new PersonError(`${both} are both ${port}; give one of them another port.`);
  }
  for (const port of wanted) {
    const code = await whyNotFree(port, graceMs);
    if (code !== undefined) throw new PersonError(refusal(port, code));
  }
}

function refusal({ setting, port, host }: WantedPort, code: string): string {
  if (code === 'EADDRINUSE') {
    return (
      `${setting}: port ${port} on ${host} is already in use; stop what listens there or set ` +
      `${setting} to another port.`
    );
  }
  if (code === 'EACCES') {
    return `${setting}: this user may not use port ${port}; set ${setting} to one above 1023.`;
  }
  return `HOST: this machine cannot listen on ${host} (${code}); set HOST to one of its addresses.`;
}

async function whyNotFree(
  { port, host }: WantedPort,
  graceMs: number,
): Promise<string | undefined> {
  const deadline = performance.now() + graceMs;
  for (;;) {
    const code = await tryPort(port, host);
    if (code !== 'EADDRINUSE' || performance.now() > deadline) return code;
    await sleep(50);
  }
}
