import { expect } from 'vitest';
import { journey } from '../../internal/testing/journey.ts';

journey('an automation that was away answers each line once, in order', async (scene) => {
  const { stage, visitor, stopReverser } = scene;
  const ada = await visitor();
  await ada.chooses('Word reverser');
  await ada.says('one two');
  await ada.sees('two one');
  const restart = await stopReverser();
  await ada.says('three four');
  await ada.seesStored('three four');
  await ada.says('five six');
  await ada.sees(/is away|not running|person/);
  const [{ notices } = { notices: 0 }] = await stage.sql<{ notices: number }>(
    "SELECT COUNT(*) AS notices FROM changes WHERE kind = 'notice'",
  );
  expect(notices).toBe(1);
  await restart();
  await ada.sees('four three');
  await ada.sees('six five');
  const lines = await ada.lines();
  expect(lines.filter((line) => line === 'four three')).toHaveLength(1);
  expect(lines.slice(-2)).toEqual(['four three', 'six five']);
});

journey('whoever does not want to wait for an automation gets a person', async (scene) => {
  const { visitor, stopReverser } = scene;
  const ada = await visitor();
  await ada.chooses('Word reverser');
  await ada.says('one two');
  await ada.sees('two one');
  const restart = await stopReverser();
  await ada.says('three four');
  await ada.asksForPerson();
  await ada.isTold('Nobody is here at the moment.');
  await restart();
  await ada.says('five six');
  await ada.seesStored('five six');
  await expect.poll(() => ada.lines()).toEqual(['one two', 'two one', 'three four', 'five six']);
});
