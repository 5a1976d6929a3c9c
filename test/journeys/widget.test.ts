import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect } from 'vitest';
import { type Journey, journey } from '../../internal/testing/journey.ts';
import { visitorAt } from '../../internal/testing/visitor-in-browser.ts';

/** Somebody at the demo's shop, whose widget comes from the other loopback name. */
async function shopper({ browsing, url }: Journey, width?: number) {
  const { page } = await browsing.screen({ width });
  await page.goto(`${url}/demo`);
  await page.getByRole('button', { name: 'Open chat' }).click();
  return visitorAt(page, page.frameLocator('iframe[title="Chat"]'));
}

describe.each([1440, 375])('the widget at %i pixels', (width) => {
  journey('talks from a page of another origin', async (scene) => {
    const ada = await shopper(scene, width);
    await ada.chooses('Mat');
    const frame = ada.page.frames().find((candidate) => candidate.url().includes('/widget'));
    expect(new URL(frame!.url()).origin).not.toBe(new URL(ada.page.url()).origin);
    await ada.says('three little words');
    await ada.sees('mat mat mat');
  });
});

journey('closes with Escape, tells what came meanwhile, and goes on', async (scene) => {
  const ada = await shopper(scene);
  await ada.chooses('Word reverser');
  await ada.says('one two');
  await ada.sees('two one');
  await ada.page.keyboard.press('Escape');
  await ada.page.getByRole('button', { name: 'Open chat' }).waitFor();
  await ada.page.reload();
  await ada.page.getByRole('button', { name: 'Open chat' }).click();
  await ada.sees('two one');
  await expect.poll(() => ada.lines()).toEqual(['one two', 'two one']);
});

journey('W6: the page around the widget gets at nothing of it', async (scene) => {
  const ada = await shopper(scene);
  await ada.chooses('Mat');
  await ada.says('between us');
  await ada.sees('mat mat');
  const seen = await ada.page.evaluate(
    '[document.documentElement.outerHTML, JSON.stringify({ ...localStorage, ...sessionStorage })]',
  );
  const [markup, storage] = seen as [string, string];
  expect(markup + storage).not.toMatch(/between us|mat mat|refresh_token|eyJ/);
});

journey('W4: a page that is not on the list shows no widget', async ({ browsing, url }) => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Evil</title><iframe src="${url}/widget"></iframe>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    browsing.trouble.allow(/frame-ancestors|Framing/);
    const { page } = await browsing.screen();
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    const frame = page.frameLocator('iframe');
    await expect.poll(() => browsing.trouble.found.join()).toMatch(/frame-ancestors/);
    expect(await frame.getByRole('textbox').count()).toBe(0);
  } finally {
    server.close();
  }
});
