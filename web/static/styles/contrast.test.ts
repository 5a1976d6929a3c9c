import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** Red, green and blue in linear light; within 0..1 where the screen can show the colour. */
type LinearRgb = readonly [number, number, number];
type Theme = 'light' | 'dark';

const themes: Theme[] = ['light', 'dark'];
const grounds = ['paper', 'surface', 'sunken', 'raised'];

/** Text on what it stands on: 4.5 (WCAG 2.2, 1.4.3). */
const texts: [string, string[]][] = [
  ['ink', [...grounds, 'accent-tint', 'amber-tint', 'red-tint', 'green-tint', 'accent-line']],
  ['ink-soft', [...grounds, 'accent-tint', 'amber-tint', 'red-tint']],
  ['ink-faint', grounds],
  ['accent-ink', [...grounds, 'accent-tint']],
  ['amber-ink', [...grounds, 'amber-tint']],
  ['red-ink', [...grounds, 'red-tint']],
  ['green-ink', [...grounds, 'green-tint']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-red', ['red', 'red-hover']],
];

/** What one must see to press it, and the states that only a shape tells: 3 (1.4.11). */
const shapes: [string, string[]][] = [
  ['line-control', grounds],
  ['accent', [...grounds, 'accent-tint']],
  ['red', grounds],
  ['green', ['paper', 'surface', 'sunken', 'accent-tint']],
  ['focus', [...grounds, 'accent-tint', 'amber-tint', 'red-tint']],
];

const tokens = readTokens();

function readTokens(): Record<Theme, Map<string, LinearRgb>> {
  const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
  const color = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)`;
  const found = [
    ...css.matchAll(new RegExp(`--([\\w-]+): light-dark\\(${color}, ${color}\\)`, 'g')),
  ];
  const read = (first: number) =>
    new Map(
      found.map((match) => {
        const [l, c, h] = match.slice(first, first + 3).map(Number);
        return [match[1]!, toLinearRgb(l!, c!, h!)];
      }),
    );
  return { light: read(2), dark: read(5) };
}

function tooFaint(theme: Theme, pairs: [string, string[]][], least: number): string[] {
  const colors = tokens[theme];
  return pairs.flatMap(([front, backs]) =>
    backs.flatMap((back) => {
      const ratio = contrast(colors.get(front)!, colors.get(back)!);
      return ratio >= least ? [] : [`${front} on ${back}: ${ratio.toFixed(2)}`];
    }),
  );
}

test('black on white is 21 to 1', () => {
  expect(contrast(toLinearRgb(0, 0, 0), toLinearRgb(1, 0, 0))).toBeCloseTo(21, 2);
});

describe.each(themes)('in the %s theme', (theme) => {
  test('every text stands out at least 4.5 to 1', () => {
    expect(tooFaint(theme, texts, 4.5)).toEqual([]);
  });

  test('every control and sign stands out at least 3 to 1', () => {
    expect(tooFaint(theme, shapes, 3)).toEqual([]);
  });

  test('every colour is one that screens can show', () => {
    const beyond = [...tokens[theme]].filter(([, color]) =>
      color.some((part) => part < -0.003 || part > 1.003),
    );
    expect(beyond.map(([name]) => name)).toEqual([]);
  });
});

/** OKLCH (CSS Color 4, 9.4) to linear sRGB. Matrices: B. Ottosson, "A perceptual color space". */
function toLinearRgb(lightness: number, chroma: number, hueDegrees: number): LinearRgb {
  const hue = (hueDegrees * Math.PI) / 180;
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** Contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio"). */
function contrast(one: LinearRgb, other: LinearRgb): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(color: LinearRgb): number {
  const [r, g, b] = color.map((part) => Math.min(1, Math.max(0, part)));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
