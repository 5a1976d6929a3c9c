import type { ScreenOptions } from './browser.ts';
import { type AgentInBrowser, agentAt } from './agent-in-browser.ts';
import type { Journey } from './journey.ts';
import type { VisitorInBrowser } from './visitor-in-browser.ts';

/** An agent who is at the console, online; `limit`: their seats, if not the organisation's. */
export async function agentAtWork(
  { stage, signedIn }: Pick<Journey, 'stage' | 'signedIn'>,
  name = 'Agnes',
  { limit, ...screen }: ScreenOptions & { limit?: number } = {},
): Promise<AgentInBrowser & { id: string }> {
  const agent = await stage.people.agent({ name, limit });
  const desk = await signedIn(agent, screen);
  const at = agentAt(desk.page);
  await at.isConnected();
  await at.goesOnline();
  return { ...at, id: agent.id };
}

/** Somebody who asked for a person, and said what it is about. */
export async function visitorWhoWaits(
  { visitor }: Journey,
  name: string,
  line: string,
  screen?: ScreenOptions,
): Promise<VisitorInBrowser> {
  const somebody = await visitor(screen);
  await somebody.chooses('A person');
  await somebody.isCalled(name);
  await somebody.says(line);
  await somebody.seesStored(line);
  return somebody;
}
