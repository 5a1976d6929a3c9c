import { expect } from 'vitest';
import { journey } from '../../internal/testing/journey.ts';
import { agentAtWork } from '../../internal/testing/desk-in-browser.ts';

journey('an agent reads why an automation handed over, and the visitor does not', async (scene) => {
  const { stage } = scene;
  const agnes = await agentAtWork(scene, 'Agnes');

  const ada = await scene.visitor();
  await ada.chooses('Word reverser');
  await ada.isCalled('Ada');
  await scene.stopReverser();
  await ada.says('I want to pay');
  await ada.seesStored('I want to pay');
  const [task] = await stage.sql<{ id: string; epoch: number }>('SELECT id, epoch FROM tasks');
  const automation = await stage.call.automation('chat-bot');
  const handoff = { reason: 'speaks of money', summary: 'Ada wants to pay.' };
  await automation.tasks.reply({ task: task!.id, epoch: task!.epoch, messages: [], handoff });

  await agnes.seesWaiting('Ada', 'Handed over: speaks of money');
  await agnes.seesWaiting('Ada', 'I want to pay');
  await agnes.takes('Ada');
  await agnes.sees('Ada wants to pay.');
  await ada.sees('Ada wants to pay.');
  expect(await ada.page.content()).not.toContain('speaks of money');
});
