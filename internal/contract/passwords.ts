import { z } from 'zod';

export const minPasswordLength = 12;
export const maxPasswordLength = 256;

/** A password as somebody types it to be checked: bounded before anything is hashed. */
export const typedPassword = z
  .string()
  .refine((text) => [...text].length <= maxPasswordLength, 'is longer than 256 characters')
  .refine((text) => text.isWellFormed(), 'is not valid text');

/**
 * A password to be set: NFKC once, 12 to 256 code points (OWASP ASVS 5.0, 6.2). Whether it is among
 * the common ones is dbmgr's to refuse: the list lives there.
 */
export const newPassword = typedPassword.refine(
  (text) => [...text.normalize('NFKC')].length >= minPasswordLength,
  'is shorter than 12 characters',
);
