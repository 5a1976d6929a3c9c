import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'vitest';
import { type Browsing, openBrowsing, type ScreenOptions } from './browser.ts';
import { type MemberInBrowser, memberAt } from './member-in-browser.ts';
import { pickPort } from './pick-port.ts';
import { staffAt, type StaffInBrowser } from './staff-in-browser.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';
import { visitorAt, type VisitorInBrowser } from './visitor-in-browser.ts';

/** A whole mesh, and people with browsers in front of it. */
export type Journey = {
  stage: Stage;
  browsing: Browsing;
  /** Where web is. */
  url: string;
  /** A site that may embed the widget; nobody is there until a test is. */
  siteOrigin: string;
  /** Ends the relay as an upgrade does; the function starts another at the same port. */
  stopRelay: () => Promise<() => Promise<void>>;
  /** Ends the only replica of the word reverser; the function starts another. */
  stopReverser: () => Promise<() => Promise<void>>;
  /** Somebody at the sign-in page. */
  staff: (options?: ScreenOptions) => Promise<StaffInBrowser>;
  /** Somebody who signed in elsewhere: at their first page, or where `path` leads. */
  signedIn: (
    somebody: { email: string; password: string },
    options?: PlacedOptions,
  ) => Promise<StaffInBrowser>;
  /**
   * Somebody new with an account, `@` and their first name, signed in at the teams' place or where
   * `path` leads.
   */
  member: (name: string, options?: PlacedOptions) => Promise<MemberInBrowser>;
  /** Somebody new who opens the chat page. */
  visitor: (options?: ScreenOptions) => Promise<VisitorInBrowser>;
};

type PlacedOptions = ScreenOptions & { path?: string };

/** How long a busy machine may take. */
const journeyMs = 180_000;

/**
 * A test with everything that `npm start` runs, in this process, and a real browser. It fails on
 * trouble on any page; pictures of a failed one are kept with its log, and the message says where.
 */
export function journey(
  title: string,
  act: (journey: Journey) => Promise<void>,
  options: StageOptions = {},
): void {
  test(title, { timeout: journeyMs }, async () => {
    await using stage = await openStage(options);
    await stage.startDbmgr();
    const relayEnv = { RELAY_PORT: String(await pickPort()) };
    let relay = await stage.startRelay(relayEnv);
    const siteOrigin = `http://127.0.0.1:${await pickPort()}`;
    const { url } = await stage.startWeb({ WIDGET_ORIGINS: siteOrigin });
    let reverser = await stage.startBot('chat-bot');
    await stage.startBot('mat-bot');
    await untilAutomationsRun(stage);
    await using browsing = await openBrowsing();
    try {
      await act({
        stage,
        browsing,
        url,
        siteOrigin,
        async stopRelay() {
          await relay[Symbol.asyncDispose]();
          return async () => void (relay = await stage.startRelay(relayEnv));
        },
        async stopReverser() {
          await reverser[Symbol.asyncDispose]();
          return async () => void (reverser = await stage.startBot('chat-bot'));
        },
        async staff(options) {
          const { page } = await browsing.screen(options);
          await page.goto(`${url}/login`);
          return staffAt(page);
        },
        signedIn: (somebody, options) => openSignedIn(browsing, url, somebody, options),
        async member(name, { path = '/app', ...options } = {}) {
          const nick = name.split(' ')[0]!.toLowerCase();
          const account = await stage.people.account({ name, nick });
          const { page } = await openSignedIn(browsing, url, account, { path, ...options });
          const member = memberAt(page, account.id);
          await member.isConnected();
          return member;
        },
        async visitor(options) {
          const { page } = await browsing.screen(options);
          await page.goto(`${url}/chat`);
          return visitorAt(page);
        },
      });
      browsing.trouble.expectNone();
    } catch (error) {
      const folder = await browsing.shoot(title);
      await writeFile(join(folder, 'log.jsonl'), stage.log.text());
      const where = `pictures and the log: ${folder}`;
      const said = [(error as Error).message, ...browsing.trouble.found, where];
      throw new Error(said.join('\n'), { cause: error });
    }
  });
}

/** Signing in by its page takes as long as all the rest that somebody does at first. */
async function openSignedIn(
  browsing: Browsing,
  url: string,
  { email, password }: { email: string; password: string },
  { path = '/', ...options }: PlacedOptions = {},
): Promise<StaffInBrowser> {
  const { page, context } = await browsing.screen(options);
  const form = { email, password };
  const headers = { origin: url };
  const answer = await context.request.post(`${url}/login`, { form, headers, maxRedirects: 0 });
  if (answer.status() !== 303) throw new Error(`sign-in was answered ${answer.status()}`);
  await page.goto(`${url}${path}`);
  return staffAt(page);
}

/** The chat page offers first who answers at once. */
async function untilAutomationsRun(stage: Stage): Promise<void> {
  const call = await stage.call.web();
  for (;;) {
    const { automations } = await call.automations.listAutomations({});
    if (automations.every(({ running }) => running)) return;
    await sleep(50);
  }
}
