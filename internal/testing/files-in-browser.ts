import { randomBytes } from 'node:crypto';
import type { CDPSession, JSHandle, Locator, Page } from 'playwright-core';
import sharp from 'sharp';

export type TestFile = { name: string; type: string; bytes: Buffer };

/** A member's files, on their way and in messages. */
export type FilesInBrowser = {
  chooses: (...files: TestFile[]) => Promise<void>;
  drops: (...files: TestFile[]) => Promise<void>;
  /** Something as large as this, with nothing in it. */
  dropsEmptySpace: (name: string, type: string, size: number) => Promise<void>;
  pastes: (file: TestFile) => Promise<void>;
  /** A file that stands ready, or is on its way. */
  ready: (name: string) => Locator;
  picture: (name: string) => Locator;
  card: (name: string) => Locator;
  /** What the network of this browser is: bytes up in a second, or nothing at all. */
  network: (is: 'free' | 'gone' | number) => Promise<void>;
};

export function filesAt(page: Page): FilesInBrowser {
  const log = page.getByRole('log', { name: 'Messages' });
  const list = page.getByRole('list', { name: 'Files to send' });
  let session: Promise<CDPSession> | undefined;
  return {
    async chooses(...files) {
      await page
        .locator('#composer input[type=file]')
        .setInputFiles(
          files.map(({ name, type, bytes }) => ({ name, mimeType: type, buffer: bytes })),
        );
    },
    drops: async (...files) => letGo(page, await carry(page, files)),
    dropsEmptySpace: async (name, type, size) =>
      letGo(page, await carry(page, [{ name, type, bytes: Buffer.alloc(0) }], size)),
    async pastes(file) {
      const clipboardData = await carry(page, [file]);
      await page.locator('#message').evaluate((input: PasteTarget, data) => {
        const how = { clipboardData: data, bubbles: true, cancelable: true };
        input.dispatchEvent(new ClipboardEvent('paste', how));
      }, clipboardData);
    },
    ready: (name) => list.getByRole('listitem').filter({ hasText: name }),
    picture: (name) => log.getByRole('button', { name: `Picture ${name}` }).last(),
    card: (name) => log.getByRole('button', { name: `Save ${name}` }).last(),
    async network(is) {
      session ??= page.context().newCDPSession(page);
      const browser = await session;
      await browser.send('Network.enable');
      const uploadThroughput = typeof is === 'number' ? is : -1;
      const free = { latency: 0, downloadThroughput: -1, uploadThroughput };
      await browser.send('Network.emulateNetworkConditions', { ...free, offline: is === 'gone' });
    },
  };
}

async function letGo(page: Page, dataTransfer: JSHandle<DataTransfer>): Promise<void> {
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('#scroller', type, { dataTransfer });
  }
}

function carry(page: Page, files: readonly TestFile[], size?: number) {
  const carried = files.map(({ name, type, bytes }) => ({ name, type, size, data: [...bytes] }));
  return page.evaluateHandle((sent) => {
    const transfer = new DataTransfer();
    for (const { name, type, data, size } of sent) {
      const bytes = size === undefined ? new Uint8Array(data) : new Uint8Array(size);
      transfer.items.add(new File([bytes], name, { type }));
    }
    return transfer;
  }, carried);
}

/** What is used of a page. */
declare class DataTransfer {
  items: { add: (file: File) => void };
}
declare class ClipboardEvent extends Event {
  constructor(type: string, how: object & { clipboardData: DataTransfer });
}
type PasteTarget = { dispatchEvent: (event: Event) => boolean };

/** A picture that no packing makes much smaller. */
export async function paintPicture(name: string, width = 320, height = 240): Promise<TestFile> {
  const pixels = randomBytes(width * height * 3);
  const bytes = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return { name, type: 'image/png', bytes };
}

/** Half a second of a tone, uncompressed. */
export function recordTone(name: string): TestFile {
  const rate = 8000;
  const samples = Buffer.alloc(rate / 2);
  for (let at = 0; at < samples.length; at++) samples[at] = 128 + 90 * Math.sin(at / 3);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return { name, type: 'audio/wav', bytes: Buffer.concat([head, samples]) };
}
