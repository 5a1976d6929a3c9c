import type { Page } from 'playwright-core';

export type NewMember = { name: string; email: string; password: string };

/** A super admin, an admin or an agent at the pages that need no script. */
export type StaffInBrowser = {
  page: Page;
  signsIn: (email: string, password: string) => Promise<void>;
  signsOut: () => Promise<void>;
  /** By the rail's words: `Admins`, `Audit`, `People`, `Password`, `Console`. */
  goesTo: (place: string) => Promise<void>;
  /** `admin` or `agent`, from the list's page. */
  adds: (kind: 'admin' | 'agent', member: NewMember) => Promise<void>;
  activates: (name: string) => Promise<void>;
  deactivates: (name: string) => Promise<void>;
  limits: (name: string, conversations: number) => Promise<void>;
  changesPassword: (current: string, password: string) => Promise<void>;
  isTold: (text: string | RegExp) => Promise<void>;
  /** The rows of the table that hold a text, top to bottom. */
  rowsWith: (text: string) => Promise<string[]>;
};

export function staffAt(page: Page): StaffInBrowser {
  const press = async (name: string | RegExp) => {
    await page.getByRole('button', { name }).click();
    // Whoever presses again before an answer is whole overtakes what it says once.
    await page.waitForLoadState('load');
  };
  const fill = (label: string, value: string) =>
    page.getByRole('textbox', { name: label, exact: true }).fill(value);
  const goesTo = async (place: string) => {
    const rail = page.getByRole('navigation', { name: 'Main' });
    await rail.getByRole('link', { name: place }).click();
  };
  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  return {
    page,
    async signsIn(email, password) {
      await fill('E-mail or nickname', email);
      await page.getByLabel('Password').fill(password);
      await press('Sign in');
      await page.waitForURL((url) => url.pathname !== '/login');
    },
    async signsOut() {
      await press('Sign out');
      await page.waitForURL('**/login');
    },
    goesTo,
    async adds(kind, { name, email, password }) {
      if (kind === 'agent') await goesTo('People');
      await page
        .getByRole('link', { name: new RegExp(`^Add (the first )?${kind}$`) })
        .first()
        .click();
      await fill('Name', name);
      await fill('E-mail', email);
      await page.getByLabel('First password').fill(password);
      await press(`Add ${kind}`);
      await row(email).waitFor();
    },
    async activates(name) {
      await press(`Activate ${name}`);
      await page.getByRole('button', { name: `Deactivate ${name}` }).waitFor();
    },
    async deactivates(name) {
      await press(`Deactivate ${name}`);
      await row(name).getByText('Inactive').waitFor();
    },
    async limits(name, conversations) {
      const field = page.getByLabel(`Conversations at a time for ${name}`);
      await field.fill(String(conversations));
      await press(`Save the number for ${name}`);
    },
    async changesPassword(current, password) {
      await page.getByLabel('Current password').fill(current);
      await page.getByLabel('New password', { exact: true }).fill(password);
      await page.getByLabel('New password again').fill(password);
      await press('Change password');
    },
    isTold: (text) => page.getByRole('status').getByText(text).waitFor(),
    async rowsWith(text) {
      await row(text).first().waitFor();
      return row(text).allInnerTexts();
    },
  };
}
