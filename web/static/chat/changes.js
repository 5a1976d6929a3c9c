/** @typedef {import('../client/frames.d.ts').Conversation} Conversation */
/** @typedef {(english: string, values?: Record<string, string | number>) => string} Say */
/**
 * What is said of a change, and how loud.
 * @typedef {{ text: string, tone: 'quiet' | 'waiting' }} Change
 */

/**
 * A change of the conversation, as its visitor reads it; null says nothing.
 * @param {{ reason: string, owner: Conversation['owner'] }} change @param {Say} say
 * @returns {Change | null}
 */
export function describeChange({ reason, owner }, say) {
  const name = owner?.name ?? say('Somebody');
  switch (reason) {
    case 'handoff':
      return waiting(say('You asked for a person. They will see everything above.'));
    case 'returned':
    case 'hold_over':
      return waiting(say('The person who answered had to leave. You are next in line.'));
    case 'unanswered':
      return waiting(say('The automation did not answer. We have asked a person to take over.'));
    case 'closed':
    case 'banned':
    case 'gone':
    case 'organisation_off':
      return quiet(say('The conversation was closed.'));
    case 'left_message':
      return quiet(say('You left a message. Whoever has time answers it here.'));
    case 'on_hold':
      return quiet(say('{name} set the conversation aside for a while.', { name }));
    case 'resumed':
      return quiet(say('{name} is back.', { name }));
    case 'identified':
      return null;
    default:
      if (owner) return quiet(say('{name} is here and answers from now on.', { name }));
      return waiting(say('You were handed on. You are next in line.'));
  }
}

/** @param {{ code: string, text: string }} notice @param {Say} say */
export function describeNotice({ code, text }, say) {
  /** @param {string} rest what the server says after the name */
  const before = (rest) => ({ name: text.split(rest)[0] ?? '' });
  switch (code) {
    case 'helper_joined':
      return quiet(say('{name} joined the conversation.', before(' joined the conversation.')));
    case 'helper_left':
      return quiet(say('{name} left the conversation.', before(' left the conversation.')));
    case 'automation_absent':
      return waiting(
        say(
          '{name} is away at the moment. Your message is kept and answered when it is back. ' +
            'You can talk to a person instead.',
          before(' is away at the moment.'),
        ),
      );
    default:
      return waiting(text);
  }
}

/** @param {string} text @returns {Change} */
const waiting = (text) => ({ text, tone: 'waiting' });

/** @param {string} text @returns {Change} */
const quiet = (text) => ({ text, tone: 'quiet' });
