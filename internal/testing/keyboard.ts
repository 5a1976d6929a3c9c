import type { Locator, Page } from 'playwright-core';

const maxSteps = 60;

/**
 * Goes on with Tab until the element has the focus. Throws when Tab never gets there, or when
 * nothing on screen shows where the focus is (WCAG 2.4.7).
 */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < maxSteps; step++) {
    await page.keyboard.press('Tab');
    passed.push(await describeFocus(page));
    if (await hasFocus(target)) {
      if (await showsFocus(target)) return;
      throw new Error(`nothing shows that ${passed.at(-1)} has the focus`);
    }
  }
  throw new Error(`Tab does not lead there; it leads to ${passed.join(', ')}`);
}

/** The same backwards. */
export async function tabBackTo(page: Page, target: Locator): Promise<void> {
  for (let step = 0; step < maxSteps; step++) {
    await page.keyboard.press('Shift+Tab');
    if (await hasFocus(target)) return;
  }
  throw new Error('Shift+Tab does not lead there');
}

export async function hasFocus(target: Locator): Promise<boolean> {
  return target.first().evaluate((element: FocusTarget) => element.matches(':focus'));
}

async function showsFocus(target: Locator): Promise<boolean> {
  return target.first().evaluate((element: FocusTarget) => {
    // A radio button or a box may be drawn by what is around it.
    const drawn = [element, element.closest('label'), element.parentElement];
    return drawn.some((one) => {
      if (!one) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    });
  });
}

function describeFocus(page: Page): Promise<string> {
  return page.evaluate(
    `(({ tagName, id, textContent }) =>
      tagName + (id && '#' + id) + ' ' + textContent.trim().slice(0, 20))(document.activeElement)`,
  );
}

/** What is used of an element in the browser. */
type FocusTarget = {
  matches: (selector: string) => boolean;
  closest: (selector: string) => FocusTarget | null;
  parentElement: FocusTarget | null;
};

declare function getComputedStyle(element: FocusTarget): {
  outlineStyle: string;
  outlineWidth: string;
  boxShadow: string;
};
