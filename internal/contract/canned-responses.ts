import { z } from 'zod';
import { feature, operation } from './define.ts';
import { id } from './ids.ts';
import { personName } from './people.ts';

export const maxCannedLength = 4000;

/** What `{{…}}` may name; `{{visitor.name|there}}` says “there” where nobody knows the name. */
export const cannedVariables = [
  'visitor.name',
  'visitor.first_name',
  'visitor.email',
  'agent.name',
  'agent.first_name',
  'organisation',
  'page',
] as const;
export type CannedVariable = (typeof cannedVariables)[number];

/** Whose it is: one agent's, a team's or everybody's in the organisation. */
export const cannedScope = z.enum(['mine', 'team', 'organisation']);
export type CannedScope = z.infer<typeof cannedScope>;

/** What is typed behind `/` to find it. */
export const shortcut = z
  .string()
  .max(64)
  .transform((text) => text.normalize('NFKC').trim().replace(/^\//, '').toLowerCase())
  .refine(
    (text) => /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,31}$/u.test(text),
    'must be 1 to 32 letters, digits, dots or hyphens',
  );

const control = /[^\P{Cc}\t\n\r]/u;

const cannedText = z
  .string()
  .max(maxCannedLength * 4, 'is too long')
  .transform((text) => text.normalize('NFC').replaceAll('\r\n', '\n').trim())
  .refine((text) => text.length > 0, 'is missing')
  .refine(
    (text) => [...text].length <= maxCannedLength,
    `is longer than ${maxCannedLength} characters`,
  )
  .refine((text) => text.isWellFormed() && !control.test(text), 'holds what cannot be shown')
  .superRefine((text, context) => {
    const unknown = unknownVariable(text);
    if (unknown === null) return;
    const known = cannedVariables.map((name) => `{{${name}}}`).join(', ');
    const message = `names {{${unknown}}}, which is not among ${known}`;
    context.addIssue({ code: 'custom', message });
  });

/** The first name between `{{` and `}}` that stands for nothing; null when all are known. */
export function unknownVariable(text: string): string | null {
  for (const [, inner = ''] of text.matchAll(/\{\{([^{}]*)\}\}/g)) {
    const name = inner.split('|')[0]!.trim();
    if (!(cannedVariables as readonly string[]).includes(name)) return name;
  }
  return null;
}

const fields = { name: personName, shortcut, text: cannedText };

export const cannedResponse = z.object({
  id,
  scope: cannedScope,
  /** Of a team's. */
  team: z.object({ id, name: z.string() }).nullable(),
  name: z.string(),
  shortcut: z.string(),
  text: z.string(),
  version: z.number().int(),
  /** Whether whoever asks may change it. */
  editable: z.boolean(),
});
export type CannedResponse = z.infer<typeof cannedResponse>;

const write = { callers: ['web'], bulkhead: 'writes' } as const;
const version = z.number().int().min(1);
const one = z.object({ response: cannedResponse });
const usual = ['unauthenticated', 'forbidden', 'not_found', 'conflict'] as const;

/** Answers that are written once and used often. */
export const cannedResponses = feature({
  name: 'cannedResponses',
  operations: {
    /** Mine, my teams' and the organisation's, by name; and where I may add some. */
    listResponses: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: z.object({
        responses: z.array(cannedResponse),
        teams: z.array(z.object({ id, name: z.string() })),
        organisation: z.boolean(),
      }),
      errors: ['unauthenticated', 'forbidden'],
    }),
    /** `conflict` when its shortcut is taken there, or there are as many as there may be. */
    addResponse: operation({
      ...write,
      input: z.strictObject({ scope: cannedScope, team_id: id.optional(), ...fields }),
      output: one,
      errors: usual,
    }),
    editResponse: operation({
      ...write,
      input: z.strictObject({ id, version: version.optional(), ...fields }),
      output: one,
      errors: usual,
    }),
    removeResponse: operation({
      ...write,
      input: z.strictObject({ id, version: version.optional() }),
      output: z.object({}),
      errors: usual,
    }),
  },
  events: {},
});
