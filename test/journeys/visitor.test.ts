import { describe, expect } from 'vitest';
import { journey } from '../../internal/testing/journey.ts';
import { visitorAt } from '../../internal/testing/visitor-in-browser.ts';

describe.each([1440, 375])('a visitor at %i pixels', (width) => {
  journey('has words turned round by the word reverser', async ({ visitor }) => {
    const ada = await visitor({ width });
    await ada.chooses('Word reverser');
    await ada.isCalled('Ada');
    await ada.says('one two three');
    await ada.seesStored('one two three');
    await ada.sees('three two one');
    await ada.isWith('Word reverser bot');
  });
});

journey('hears mat for each word', async ({ visitor }) => {
  const ada = await visitor();
  await ada.chooses('Mat');
  await ada.says('a b');
  await ada.sees('mat mat');
});

journey('goes on after a reload and in another tab', async ({ visitor }) => {
  const ada = await visitor();
  await ada.chooses('Word reverser');
  await ada.says('first line');
  await ada.sees('line first');
  await ada.page.reload();
  await ada.sees('line first');
  const second = await ada.page.context().newPage();
  await second.goto(ada.page.url());
  const other = visitorAt(second);
  await other.sees('line first');
  await other.says('from here');
  await other.sees('here from');
  await ada.sees('from here');
  await ada.sees('here from');
  expect(await ada.lines()).toEqual(['first line', 'line first', 'from here', 'here from']);
  expect(await other.lines()).toEqual(await ada.lines());
});
