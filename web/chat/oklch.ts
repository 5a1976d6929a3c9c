/** Lightness 0..1, chroma, hue in degrees (CSS Color 4, 9.3). */
export type Oklch = { l: number; c: number; h: number };
/** Each 0..1, as screens of sRGB take it. */
export type Rgb = readonly [number, number, number];

/** WCAG 2.2, contrast ratio of two `#rrggbb`. */
export function contrastOf(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [
    number,
    number,
  ];
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = parseHex(hex).map(toLinear) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** `#rrggbb` */
export function parseHex(hex: string): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as never;
}

const toLinear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const fromLinear = (v: number) => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);

/** Björn Ottosson, "A perceptual color space for image processing" (2020). */
export function toOklch(rgb: Rgb): Oklch {
  const [r, g, b] = rgb.map(toLinear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const x = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const y = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { l: lightness, c: Math.hypot(x, y), h: (Math.atan2(y, x) * 180) / Math.PI };
}

function toRgb({ l, c, h }: Oklch): Rgb {
  const [x, y] = [c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)];
  const a = (l + 0.3963377774 * x + 0.2158037573 * y) ** 3;
  const b = (l - 0.1055613458 * x - 0.0638541728 * y) ** 3;
  const d = (l - 0.0894841775 * x - 1.291485548 * y) ** 3;
  return [
    4.0767416621 * a - 3.3077115913 * b + 0.2309699292 * d,
    -1.2684380046 * a + 2.6097574011 * b - 0.3413193965 * d,
    -0.0041960863 * a - 0.7034186147 * b + 1.707614701 * d,
  ];
}

/** What no screen of sRGB can show loses chroma until it can. */
export function toShown(colour: Oklch): Rgb {
  const found = { ...colour };
  let rgb = toRgb(found);
  while (rgb.some((v) => v < -0.0005 || v > 1.0005) && found.c > 0.001) {
    found.c *= 0.96;
    rgb = toRgb(found);
  }
  return rgb.map((v) => fromLinear(Math.min(1, Math.max(0, v)))) as never;
}

/** `#rrggbb`, as near as can be shown. */
export function toHex(colour: Oklch): string {
  const parts = toShown(colour).map((v) => Math.round(255 * v));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
