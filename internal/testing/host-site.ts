import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Journey } from './journey.ts';

/** Somebody else's site: every page of it is this markup, with these headers. */
export async function openSite(
  { siteOrigin }: Journey,
  markup: string,
  headers: Record<string, string> = {},
): Promise<Disposable> {
  const server = createServer((_request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><title>Shop</title>${markup}</html>`);
  });
  const { hostname, port } = new URL(siteOrigin);
  await new Promise<void>((resolve) => server.listen(Number(port), hostname, resolve));
  return { [Symbol.dispose]: () => void server.close() };
}

export const loaderOf = ({ url }: Journey) => `<script src="${url}/widget.js" async></script>`;

/** What stands before the loader, with all that this page hears of the chat. */
export const stub =
  'window.Natter=window.Natter||function(){(Natter.q=Natter.q||[]).push(arguments)};' +
  'window.heard=[];for(const name of ["ready","open","close","unread","message","identify"])' +
  'Natter("on",name,(detail)=>heard.push([name,detail??null]));';

/** Waits for what a page has heard of the chat. */
export async function hears(page: Page, name: string, detail: unknown = null): Promise<void> {
  await expect
    .poll(() => page.evaluate('JSON.stringify(heard)'))
    .toContain(JSON.stringify([name, detail]));
}

export const frameOf = (page: Page) => page.frameLocator('natter-chat iframe');
