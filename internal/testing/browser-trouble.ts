import type { BrowserContext } from 'playwright-core';

/** What went wrong on pages without anybody looking. */
export type Trouble = {
  watch: (context: BrowserContext) => void;
  found: string[];
  /** What fits is meant to happen in this test. */
  allow: (pattern: RegExp) => void;
  /** Throws with everything that went wrong and was not allowed. */
  expectNone: () => void;
};

/** Chromium says this of every answer of 400 and more; those of 500 and more are noted anyway. */
const loadFailure = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** What a page is made of is always there. */
const parts = new Set(['script', 'stylesheet', 'font', 'image']);

/** Until somebody presses a key on a page, Chromium plays nothing; the console offers a button. */
const silence = /^The AudioContext was not allowed to start/;

/** The page itself gave up a connection before it stood, as who becomes somebody else does. */
const givenUp = /^WebSocket connection to \S+ failed: WebSocket is closed before the connection/;

/** Listens to consoles (a blocked script or style is told there too), exceptions and answers. */
export function collectTrouble(): Trouble {
  const found: string[] = [];
  const allowed: RegExp[] = [loadFailure, silence, givenUp];
  return {
    found,
    allow: (pattern) => void allowed.push(pattern),
    watch(context) {
      context.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') {
          found.push(`${message.text()} (${message.location().url})`);
        }
      });
      context.on('weberror', (error) => {
        const { name, message, stack = '' } = error.error();
        found.push(`${name}: ${message} ${stack}`);
      });
      context.on('response', (response) => {
        const isPart = parts.has(response.request().resourceType());
        if (response.status() >= (isPart ? 400 : 500)) {
          found.push(`${response.status()} ${response.url()}`);
        }
      });
    },
    expectNone() {
      const left = found.filter((line) => !allowed.some((pattern) => pattern.test(line)));
      if (left.length > 0) throw new Error(`trouble on the pages:\n${left.join('\n')}`);
    },
  };
}
