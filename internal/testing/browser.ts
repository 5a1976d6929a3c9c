import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { collectTrouble, type Trouble } from './browser-trouble.ts';
import './run-facts.ts';
import { unpackChromium } from './unpack-chromium.ts';

export type ScreenOptions = {
  /** CSS pixels; the height follows. */
  width?: number;
  colorScheme?: 'light' | 'dark';
  reducedMotion?: 'reduce' | 'no-preference';
  javaScriptEnabled?: boolean;
};

/** Somebody's browser: its cookies and storage are nobody else's. */
export type Screen = {
  context: BrowserContext;
  page: Page;
  /** Another tab of the same person. */
  newTab: () => Promise<Page>;
};

export type Browsing = AsyncDisposable & {
  screen: (options?: ScreenOptions) => Promise<Screen>;
  /** Errors on consoles, uncaught exceptions and answers of 500 and more so far. */
  trouble: Trouble;
  /** Pictures of all open pages; returns the folder. */
  shoot: (name: string) => Promise<string>;
};

const patienceMs = 20_000;
const heights: Record<number, number> = { 375: 812, 768: 1024, 1440: 900 };

/**
 * A real Chromium, one for all files of a worker: people in it share nothing but the program.
 * Disposing it closes what they opened; `trouble.expectNone()` is for a journey's end.
 */
export async function openBrowsing(): Promise<Browsing> {
  const browser = await launchOnce();
  const trouble = collectTrouble();
  const contexts: BrowserContext[] = [];
  return {
    trouble,
    async screen(options) {
      const screen = await openScreen(browser, trouble, options);
      contexts.push(screen.context);
      return screen;
    },
    async shoot(name) {
      const shots = join(tmpdir(), 'natter-screenshots', name.replaceAll(/[^\w-]+/g, '-'));
      mkdirSync(shots, { recursive: true });
      const pages = contexts.flatMap((context) => context.pages());
      for (const [number, page] of pages.entries()) {
        await page.screenshot({ path: join(shots, `${number + 1}.png`) }).catch(() => undefined);
      }
      return shots;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(contexts.map((context) => context.close()));
    },
  };
}

let launched: Promise<Browser> | undefined;

/** Starting it costs a second. It ends with the worker, whose pipe it reads. */
async function launchOnce(): Promise<Browser> {
  const known = await launched?.catch(() => undefined);
  if (known?.isConnected()) return known;
  launched = launch();
  return launched;
}

async function launch(): Promise<Browser> {
  const { folder } = inject('facts');
  const binary = await unpackChromium(folder);
  return chromium.launch({
    executablePath: process.env.TEST_CHROMIUM ?? binary.path,
    headless: true,
    // Chromium's sandbox refuses to run for root, and the pages are the project's own.
    chromiumSandbox: false,
    env: { PATH: process.env.PATH ?? '', FONTCONFIG_PATH: binary.fontsFolder, HOME: folder },
    args: ['--disable-dev-shm-usage', '--disable-gpu'],
  });
}

async function openScreen(
  browser: Browser,
  trouble: Trouble,
  options: ScreenOptions = {},
): Promise<Screen> {
  const width = options.width ?? 1440;
  const context = await browser.newContext({
    viewport: { width, height: heights[width] ?? 900 },
    hasTouch: width < 500,
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: options.reducedMotion ?? 'reduce',
    javaScriptEnabled: options.javaScriptEnabled ?? true,
  });
  context.setDefaultTimeout(patienceMs);
  trouble.watch(context);
  return { context, page: await context.newPage(), newTab: () => context.newPage() };
}
