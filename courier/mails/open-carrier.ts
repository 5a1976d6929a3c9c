import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Settings } from '../../internal/config/settings.ts';
import type { Log } from '../../internal/log/log.ts';
import type { Letter } from './write-letter.ts';
import { writeLetter } from './write-letter.ts';

/** Takes one mail to where it goes. Throws what nodemailer throws when it cannot. */
export type Carrier = Disposable & { carry: (letter: Letter) => Promise<void> };

const connectMs = 10_000;
const silentMs = 30_000;
/** A mail is data of ours: nothing in it is a file or an address to fetch. */
const closed = { disableFileAccess: true, disableUrlAccess: true } as const;

type CarrierSettings = Settings<'SMTP_URL' | 'MAIL_FROM' | 'NATTER_HOME'>;

/**
 * By SMTP_URL, else into files: without a mail server nobody gets a mail, but whoever tries Natter
 * can read what would have been sent.
 */
export function openCarrier(settings: CarrierSettings, publicUrl: string, log: Log): Carrier {
  const host = new URL(publicUrl).hostname;
  const domain = /[a-z]/i.test(host) && !host.includes(':') ? host : 'localhost';
  const from = settings.MAIL_FROM ?? `natter@${domain}`;
  const write = (letter: Letter) => writeLetter(letter, from);
  if (settings.SMTP_URL !== undefined) return openSmtp(settings.SMTP_URL, write);
  const folder = join(resolve(settings.NATTER_HOME), 'mail');
  log.warn({ folder }, 'SMTP_URL is not set: mails are written as files and sent to nobody');
  return openFolder(folder, write, log);
}

type Write = (letter: Letter) => SendMailOptions;

const ownHosts = ['localhost', '127.0.0.1', '[::1]'];

/**
 * A password goes over no line that others may read: whoever takes the offer of STARTTLS out of the
 * greeting gets none (RFC 3207, 6). On this machine nobody else reads along.
 */
function mustEncrypt(url: string): boolean {
  const { password, hostname } = new URL(url);
  return password !== '' && !ownHosts.includes(hostname);
}

function openSmtp(url: string, write: Write): Carrier {
  const transport = createTransport({
    url,
    requireTLS: mustEncrypt(url),
    pool: true,
    maxConnections: 2,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silentMs,
    ...closed,
  });
  return {
    carry: async (letter) => void (await transport.sendMail(write(letter))),
    [Symbol.dispose]: () => transport.close(),
  };
}

function openFolder(folder: string, write: Write, log: Log): Carrier {
  const transport = createTransport({ streamTransport: true, buffer: true, ...closed });
  return {
    async carry(letter) {
      const { message } = await transport.sendMail(write(letter));
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = join(folder, `${letter.id}.eml`);
      // Whole or not at all, and the same file when it is tried again.
      writeFileSync(`${file}.part`, message as Buffer, { mode: 0o600 });
      renameSync(`${file}.part`, file);
      log.info({ file }, 'a mail was written to a file, for SMTP_URL is not set');
    },
    [Symbol.dispose]: () => transport.close(),
  };
}
