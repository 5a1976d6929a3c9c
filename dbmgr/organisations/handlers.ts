import type { Handlers } from '../../internal/contract/types.ts';
import { refuseOrganising, refuseSettings } from '../../internal/policy/organisations.ts';
import { performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { enforce } from '../refuse.ts';
import { addOrganisation } from './add-organisation.ts';
import { changeSettings } from './change-settings.ts';
import { editOrganisation } from './edit-organisation.ts';
import { findSites, readFront } from './front.ts';
import { readChoices } from './read-choices.ts';
import { readOrganisations } from './read-organisations.ts';
import { readVersion } from './read-settings.ts';
import { activateOrganisation, deactivateOrganisation } from './switch-organisation.ts';

export const organisationHandlers: Handlers<Context>['organisations'] = {
  listOrganisations: (context) =>
    performLook(context, async (db, actor) => {
      enforce(refuseOrganising(actor.role));
      return { organisations: await readOrganisations(db) };
    }),
  addOrganisation: (context, input) => addOrganisation(context, input),
  editOrganisation: (context, input) => editOrganisation(context, input),
  activateOrganisation: (context, input) => activateOrganisation(context, input),
  deactivateOrganisation: (context, input) => deactivateOrganisation(context, input),
  readFront: (context, input) => readFront(context, input),
  findSites: (context, input) => findSites(context, input),
  readSettings: (context) =>
    performLook(context, async (db, actor) => {
      enforce(refuseSettings(actor.role));
      const found = await readVersion(db, actor.org);
      return { ...found, choices: await readChoices(db, actor.org, found.settings) };
    }),
  changeSettings: (context, input) => changeSettings(context, input),
};
