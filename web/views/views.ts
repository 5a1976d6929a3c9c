import { Eta } from 'eta';
import type { Assets } from '../assets/asset.ts';

export type Views = {
  /** `template` is a path below `web/` without its ending, e.g. `/staff/list`. */
  render(template: string, data: Record<string, unknown>): string;
};

/** Where a page holds the icons that the widget names. */
const placeOfIcons = '<!-- icons -->';

/** How deep a line stands is for the authors of templates; that a space is there, for readers. */
function withoutIndents(template: string): string {
  return template.replaceAll(/\n\s+/g, '\n ');
}

/** Eta, escaping whatever it is given; each template is compiled once. */
export function openViews(folder: string, assets: Assets): Views {
  const icons = assets.find('packed/icons.svg')?.plain.toString('utf8') ?? '';
  const eta = new Eta({
    views: folder,
    cache: true,
    autoEscape: true,
    plugins: [
      {
        processTemplate: (source) =>
          assets.addVersion(withoutIndents(source).replace(placeOfIcons, () => icons)),
      },
    ],
  });
  const addressOfScript = (path: string) => assets.addressOfScript(path);
  return { render: (template, data) => eta.render(template, { addressOfScript, ...data }) };
}
