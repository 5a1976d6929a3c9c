import { describe, expect, test } from 'vitest';
import { brandColours, brandStyles } from './brand-colours.ts';
import { contrastOf } from './oklch.ts';

const grounds = {
  light: ['#faf8f6', '#f4f2ef', '#ffffff'],
  dark: ['#131110', '#1a1816', '#23211f'],
};
const brands = [
  '#000000',
  '#ffffff',
  '#ffff00',
  '#0000ff',
  '#ff0000',
  '#0b7285',
  '#7f7f7f',
  '#00ff00',
];

describe.each(brands)('in the colour %s', (brand) => {
  test.each(['light', 'dark'] as const)('%s: what is text or a control can be seen', (theme) => {
    const at = theme === 'light' ? 0 : 1;
    const colours = brandColours(brand);
    const of = (name: string) => colours[name]![at];
    expect(contrastOf(of('--on-accent'), of('--accent'))).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(of('--on-accent'), of('--accent-hover'))).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(of('--accent'), of('--accent-tint'))).toBeGreaterThanOrEqual(3);
    for (const ground of grounds[theme]) {
      expect(contrastOf(of('--accent'), ground)).toBeGreaterThanOrEqual(3);
    }
    for (const ground of [...grounds[theme], of('--accent-tint')]) {
      expect(contrastOf(of('--accent-ink'), ground)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

test('a colour that can be seen is taken as it is', () => {
  expect(brandColours('#0b7285')['--accent']![0]).toBe('#0b7285');
});

test('the stylesheet holds nothing but colours', () => {
  expect(brandStyles('#0b7285')).toMatch(
    /^:root\{(--[a-z-]+:light-dark\(#[0-9a-f]{6},#[0-9a-f]{6}\);?){6}\}$/,
  );
});
