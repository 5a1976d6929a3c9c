import type { Msg, Service } from 'nats';
import { fitsMessage, maxTextLength } from '../contract/entries.ts';
import { AppError } from '../contract/errors.ts';
import { plainSubject } from '../contract/subjects.ts';
import type { Bus } from './connect.ts';
import { describeFailure } from './describe-failure.ts';
import { respondError } from './envelope.ts';

/** Answers plain text with plain text. */
export type AnswerPlain = (text: string) => string | Promise<string>;

export type ServiceDescription = {
  name: string;
  /** Semantic version, shown by `nats micro ls`. */
  version: string;
  description: string;
  plain?: AnswerPlain;
  /** The automation's own figures, for `nats micro stats`. */
  figures: () => Record<string, number>;
};

/** Only a person's inbox is answered, so a caller cannot make the automation publish elsewhere. */
const personsInbox = /^_INBOX\./;

/**
 * Announces the automation as a NATS micro service (NATS ADR-32) and answers `bot.<name>`, once
 * however many replicas listen. Disposing waits for the answers that are being made; the client
 * library's own stop does not.
 */
export async function openPlainDoor(
  bus: Bus,
  { name, version, description, plain, figures }: ServiceDescription,
): Promise<AsyncDisposable> {
  const running = new Set<Promise<void>>();
  const service: Service = await bus.connection.services.add({
    name,
    version,
    description,
    queue: name,
    statsHandler: () => Promise.resolve(figures()),
  });
  if (plain) {
    service.addEndpoint('plain', {
      subject: plainSubject(name),
      metadata: { takes: 'text', gives: 'text' },
      handler: (_error, message) => {
        const answering = answerPlain(bus, plain, message).finally(() => running.delete(answering));
        running.add(answering);
      },
    });
  }
  let isOpen = true;
  void service.stopped.then((error) => {
    if (isOpen && !bus.connection.isClosed()) {
      bus.log.error({ failure: describeFailure(error) }, 'micro service stopped by the server');
    }
  });
  return {
    async [Symbol.asyncDispose]() {
      isOpen = false;
      await service.stop();
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

async function answerPlain(bus: Bus, plain: AnswerPlain, message: Msg): Promise<void> {
  if (!message.reply || !personsInbox.test(message.reply)) return;
  try {
    message.respond(await plain(readText(message)));
  } catch (error) {
    if (error instanceof AppError) return respondError(message, error);
    bus.log.error({ failure: describeFailure(error) }, 'plain request failed');
    respondError(message, new AppError('internal', 'The automation failed; try again.'));
  }
}

function readText(message: Msg): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(message.data);
  } catch {
    throw new AppError('invalid', 'The text is not UTF-8.');
  }
  if (fitsMessage(text)) return text;
  throw new AppError('too_large', `The text is longer than ${maxTextLength} characters.`);
}
