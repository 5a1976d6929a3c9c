import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { rateConversation, readRating } from './rate-conversation.ts';

export const ratingHandlers: Handlers<Context>['ratings'] = {
  rateConversation,
  readRating: (context, { channel_id }) => readRating(context, channel_id),
};
