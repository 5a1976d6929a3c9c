import { describe, expect } from 'vitest';
import { agentAt } from '../../internal/testing/agent-in-browser.ts';
import { journey } from '../../internal/testing/journey.ts';

describe.each([1440, 375])('the whole story at %i pixels', (width) => {
  journey(
    'the super admin adds an admin, who adds an agent, who answers a visitor',
    async ({ stage, staff, visitor }) => {
      const boss = await stage.people.superAdmin({ name: 'Sue Perrin' });
      const admin = newMember('Adam Ministrel', 'adam@example.com');
      const agent = newMember('Agnes Tender', 'agnes@example.com');

      const sue = await staff({ width });
      await sue.signsIn(boss.email, boss.password);
      await sue.adds('admin', admin);
      await expect
        .poll(() => sue.rowsWith(admin.email))
        .toEqual([expect.stringContaining('Inactive')]);
      await sue.activates(admin.name);

      const adam = await staff({ width });
      await adam.signsIn(admin.email, admin.password);
      await adam.adds('agent', agent);
      await adam.activates(agent.name);

      const desk = await staff({ width });
      await desk.signsIn(agent.email, agent.password);
      const agnes = agentAt(desk.page);
      await agnes.isConnected();
      await agnes.goesOnline();

      const ada = await visitor({ width });
      await ada.chooses('Word reverser');
      await ada.isCalled('Ada');
      await ada.says('one two three');
      await ada.sees('three two one');
      await ada.asksForPerson();
      await ada.isTold(/You are number 1|A person will answer here/);

      await agnes.seesWaiting('Ada', 'three two one');
      await agnes.takes('Ada');
      await agnes.sees('one two three');
      await ada.isWith('Agnes Tender');
      await agnes.says('Good day, Ada.');
      await ada.sees('Good day, Ada.');
      await ada.says('Good day, Agnes.');
      await agnes.sees('Good day, Agnes.');
      const lines = ['one two three', 'three two one', 'Good day, Ada.', 'Good day, Agnes.'];
      await expect.poll(() => ada.lines()).toEqual(lines);
      await expect.poll(() => agnes.lines()).toEqual(lines);
      await agnes.closes();
      await ada.sees('The conversation was closed.');

      await sue.goesTo('Audit');
      await expect
        .poll(() => sue.rowsWith(agent.name))
        .toEqual([
          expect.stringContaining('closed a conversation'),
          expect.stringContaining('took a conversation'),
          expect.stringContaining('went online'),
          expect.stringContaining('signed in'),
          expect.stringContaining('activated an agent'),
          expect.stringContaining('added an agent'),
        ]);

      function newMember(name: string, email: string) {
        return { name, email, password: stage.canaries.password() };
      }
    },
  );
});
