import type { PushNote } from '../../internal/contract/pushes.ts';
import type { Audience } from './read-audience.ts';

/** Names of so many are told; the rest is a number. */
const maxNamed = 20;

/** What a device shows: who, and never what they wrote. */
export function noteFor(about: readonly Pick<Audience, 'name'>[], path: string): PushNote {
  const [first] = about;
  const title =
    about.length === 1 && first
      ? `${first.name} is waiting for an answer`
      : `${about.length} visitors are waiting for an answer`;
  return { title, body: 'Press to look.', tag: `natter-${path.slice(1)}`, path };
}

export type AlarmMail = { subject: string; text: string };

/** What the organisation's mailbox reads when nobody took who waits. */
export function mailFor(
  about: readonly Pick<Audience, 'name' | 'since'>[],
  { zone, publicUrl }: { zone: string; publicUrl: string },
): AlarmMail {
  const [first] = about;
  const subject =
    about.length === 1 && first
      ? `${first.name} is waiting and nobody has answered`
      : `${about.length} visitors are waiting and nobody has answered`;
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const lines = about
    .slice(0, maxNamed)
    .map(({ name, since }) => `- ${name}, since ${time.format(since)} (${zone})`);
  const rest = about.length > maxNamed ? [`and ${about.length - maxNamed} more`] : [];
  const where = [`Answer them: ${publicUrl}/agent`, `All of today: ${publicUrl}/admin/outcomes`];
  const text = ['Nobody has answered:', '', ...lines, ...rest, '', ...where, ''].join('\n');
  return { subject, text };
}
