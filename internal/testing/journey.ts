import { test } from 'vitest';
import { type Browsing, openBrowsing, type ScreenOptions } from './browser.ts';
import { staffAt, type StaffInBrowser } from './staff-in-browser.ts';
import { openStage, type Stage } from './stage.ts';
import { visitorAt, type VisitorInBrowser } from './visitor-in-browser.ts';

/** A whole mesh, and people with browsers in front of it. */
export type Journey = {
  stage: Stage;
  browsing: Browsing;
  /** Where web is. */
  url: string;
  staff: (options?: ScreenOptions) => Promise<StaffInBrowser>;
  /** Somebody new who opens the chat page. */
  visitor: (options?: ScreenOptions) => Promise<VisitorInBrowser>;
};

const journeyMs = 60_000;

/**
 * A test with everything that `npm start` runs, in this process, and a real browser. It fails on trouble
 * on any page; pictures of a failed one are kept, and the message says where.
 */
export function journey(title: string, act: (journey: Journey) => Promise<void>): void {
  test(title, { timeout: journeyMs }, async () => {
    await using stage = await openStage();
    await stage.startDbmgr();
    await stage.startRelay();
    const { url } = await stage.startWeb();
    await stage.startBot('chat-bot');
    await stage.startBot('mat-bot');
    await using browsing = await openBrowsing();
    try {
      await act({
        stage,
        browsing,
        url,
        async staff(options) {
          const { page } = await browsing.screen(options);
          await page.goto(`${url}/login`);
          return staffAt(page);
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
      throw new Error(`${(error as Error).message}\npictures: ${folder}`, { cause: error });
    }
  });
}
