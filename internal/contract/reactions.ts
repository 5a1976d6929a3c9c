import { z } from 'zod';

/** Different emoji that one message may carry, and reactions in all. */
export const maxEmoji = 20;
export const maxReactions = 500;

/** Selects the picture where a character is also a letter or a sign: `❤` becomes `❤️`. */
const asPicture = '\uFE0F';
const oneEmoji = /^\p{RGI_Emoji}$/v;

/** One emoji as Unicode recommends it for interchange (UTS 51, RGI), in the form with pictures. */
export const emoji = z
  .string()
  .max(64)
  .transform((text) => (oneEmoji.test(text) ? text : text + asPicture))
  .refine((text) => oneEmoji.test(text), 'must be one emoji');
