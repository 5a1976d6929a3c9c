import { allow, everybody, type Outcomes } from './actors.ts';

/** What an organisation is to whoever names it. */
export type OrganisationRelation =
  | 'another organisation'
  | 'their own organisation'
  | 'a ban'
  | 'a ban of another organisation'
  | 'a visitor of another organisation'
  | 'an identity key'
  | 'an identity key of another organisation';

/** Bans have relations that others have, too. */
export type BanRow = {
  operation: string;
  relation:
    | OrganisationRelation
    | 'nobody there'
    | 'nothing is named'
    | 'a visitor'
    | 'a member'
    | 'an agent'
    | 'an admin';
  outcomes: Outcomes;
};

const admin = allow(['admin']);
const hidden: Outcomes = { ...allow([]), admin: 'not_found' };

/** An agent may ban only where an admin gave them the right, which those of the matrix lack. */
export const banRows: BanRow[] = [
  { operation: 'bans.banGuest', relation: 'a visitor', outcomes: admin },
  ...(['a member', 'an agent', 'nobody there', 'a visitor of another organisation'] as const).map(
    (relation): BanRow => ({ operation: 'bans.banGuest', relation, outcomes: hidden }),
  ),
  { operation: 'bans.liftBan', relation: 'a ban', outcomes: admin },
  ...(['a ban of another organisation', 'nobody there'] as const).map((relation): BanRow => ({
    operation: 'bans.liftBan',
    relation,
    outcomes: hidden,
  })),
  ...['listBans', 'listGuests'].map((name): BanRow => ({
    operation: `bans.${name}`,
    relation: 'nothing is named',
    outcomes: admin,
  })),
  { operation: 'bans.allowBans', relation: 'an agent', outcomes: admin },
  ...(['an admin', 'a visitor', 'nobody there'] as const).map((relation): BanRow => ({
    operation: 'bans.allowBans',
    relation,
    outcomes: hidden,
  })),
];

type Row = {
  operation: string;
  relation: OrganisationRelation | 'nobody there' | 'nothing is named';
  outcomes: Outcomes;
};

const superAdmin = allow(['super admin']);
const unseen: Outcomes = { ...allow([]), 'super admin': 'not_found' };

const named = ['editOrganisation', 'activateOrganisation', 'deactivateOrganisation'];

/** Lines about organisations for the authorisation matrix; web is the caller. */
export const organisationRows: Row[] = [
  ...['listOrganisations', 'addOrganisation'].map((name): Row => ({
    operation: `organisations.${name}`,
    relation: 'nothing is named',
    outcomes: superAdmin,
  })),
  ...named.flatMap((name): Row[] => {
    const operation = `organisations.${name}`;
    const ownOff: Outcomes = { ...allow([]), 'super admin': 'conflict' };
    return [
      { operation, relation: 'another organisation', outcomes: superAdmin },
      { operation, relation: 'nobody there', outcomes: unseen },
      {
        operation,
        relation: 'their own organisation',
        outcomes: name === 'deactivateOrganisation' ? ownOff : superAdmin,
      },
    ];
  }),
  ...['listIdentityKeys', 'addIdentityKey'].map((name): Row => ({
    operation: `identities.${name}`,
    relation: 'nothing is named',
    outcomes: allow(['admin']),
  })),
  ...(
    [
      ['an identity key', 'allow'],
      ['an identity key of another organisation', 'not_found'],
      ['nobody there', 'not_found'],
    ] as const
  ).map(([relation, admin]): Row => ({
    operation: 'identities.revokeIdentityKey',
    relation,
    outcomes: { ...allow([]), admin },
  })),
  {
    operation: 'identities.exchangeIdentity',
    relation: 'nothing is named',
    outcomes: { others: 'unauthenticated' },
  },
  ...['readFront', 'findSites'].map((name): Row => ({
    operation: `organisations.${name}`,
    relation: 'nothing is named',
    outcomes: everybody,
  })),
  ...['listVisits', 'listShifts'].map((name): Row => ({
    operation: `days.${name}`,
    relation: 'nothing is named',
    outcomes: allow(['admin']),
  })),
  ...['readSettings', 'changeSettings'].map((name): Row => ({
    operation: `organisations.${name}`,
    relation: 'nothing is named',
    outcomes: allow(['admin']),
  })),
];
