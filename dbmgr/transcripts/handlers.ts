import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { findActor } from '../people/read-actor.ts';
import { mailTranscript } from './mail-transcript.ts';
import { readTranscriptPage } from './read-transcript.ts';

export const transcriptHandlers: Handlers<Context>['transcripts'] = {
  async readTranscript(context, { channel_id, after }) {
    const actor = await findActor(context.db, context);
    return readTranscriptPage(context.db, actor, channel_id, after);
  },
  mailTranscript,
};
