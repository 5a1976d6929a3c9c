import { automationSettings, startAutomation } from '../../internal/bus/start-automation.ts';
import { readSettings } from '../../internal/config/read-settings.ts';
import { runProcess } from '../../internal/process/run-process.ts';

// Says back what it hears, and fetches a person when somebody asks for one.
process.exitCode = await runProcess('echo-bot', ({ log }) =>
  startAutomation(readSettings(automationSettings, process.env), log, {
    name: 'echo-bot',
    version: '1.0.0',
    description: 'Says back what it hears.',
    answer({ message }) {
      if (/\b(person|human)\b/i.test(message.data)) {
        return { messages: [], handoff: { reason: 'The visitor asked for a person.' } };
      }
      return { messages: [{ type: 'text', data: message.data }] };
    },
    plain: (text) => text,
  }),
);
