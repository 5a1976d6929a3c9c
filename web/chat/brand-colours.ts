import { contrastOf, type Oklch, parseHex, toHex, toOklch } from './oklch.ts';

const text = 4.5;
const control = 3;
const step = 0.005;
const maxChroma = 0.17;

/** The grounds of both themes on which the accent stands, as in web/static/styles/tokens.css. */
const lightGround: Oklch = { l: 0.962, c: 0.006, h: 85 };
const darkGround: Oklch = { l: 0.25, c: 0.009, h: 70 };

/** Each of the accent's custom properties, `[light, dark]`, as `#rrggbb`. */
export type BrandColours = Record<string, readonly [string, string]>;

/**
 * The accent's colours out of an organisation's own: as near to it as contrast lets them be. Text
 * keeps 4.5 to what it stands on, controls 3 (WCAG 2.2, 1.4.3 and 1.4.11).
 * @param colour `#rrggbb`
 */
export function brandColours(colour: string): BrandColours {
  const own = toOklch(parseHex(colour));
  const { h } = own;
  const c = Math.min(own.c, maxChroma);
  const tone = (l: number, most: number): Oklch => ({ l, c: Math.min(c, most), h });
  const [tintLight, tintDark] = [tone(0.942, 0.032), tone(0.305, 0.043)];
  const onDark = tone(0.2, 0.03);
  const white: Oklch = { l: 1, c: 0, h: 0 };
  const light = darken({ l: own.l, c, h }, (found) => {
    return isApart(found, white, text) && isApart(found, tintLight, control);
  });
  const dark = lighten({ l: own.l, c: Math.min(c, 0.13), h }, (found) => {
    return isApart(found, onDark, text) && isApart(found, tintDark, control);
  });
  const inkLight = darken({ ...light, l: light.l - 0.05 }, (found) => {
    return isApart(found, lightGround, text) && isApart(found, tintLight, text);
  });
  const inkDark = lighten({ ...dark, l: dark.l + 0.03 }, (found) => {
    return isApart(found, darkGround, text) && isApart(found, tintDark, text);
  });
  const pair = (one: Oklch, other: Oklch) => [toHex(one), toHex(other)] as const;
  return {
    '--accent': pair(light, dark),
    '--accent-hover': pair(
      { ...light, l: light.l - 0.05 },
      { ...dark, l: Math.min(1, dark.l + 0.05) },
    ),
    '--accent-ink': pair(inkLight, inkDark),
    '--accent-tint': pair(tintLight, tintDark),
    '--accent-line': pair(tone(0.84, 0.06), tone(0.43, 0.062)),
    '--on-accent': pair(white, onDark),
  };
}

/** A stylesheet of one rule. */
export function brandStyles(colour: string): string {
  const lines = Object.entries(brandColours(colour)).map(
    ([name, [light, dark]]) => `${name}:light-dark(${light},${dark})`,
  );
  return `:root{${lines.join(';')}}`;
}

function darken(colour: Oklch, isGood: (found: Oklch) => boolean): Oklch {
  const found = { ...colour };
  while (!isGood(found) && found.l > 0) found.l -= step;
  return found;
}

function lighten(colour: Oklch, isGood: (found: Oklch) => boolean): Oklch {
  const found = { ...colour };
  while (!isGood(found) && found.l < 1) found.l += step;
  return found;
}

/** Judged by what is written down: rounded, and within what a screen can show. */
function isApart(one: Oklch, other: Oklch, least: number): boolean {
  return contrastOf(toHex(one), toHex(other)) >= least;
}
