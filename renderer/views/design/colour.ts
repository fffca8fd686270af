/** Red, green and blue of a colour, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** `#abc` or `#aabbcc`; null for what is no such colour. */
export function parseHex(text: string): Rgb | null {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (digits === undefined) return null;
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g)!;
  const [red, green, blue] = pairs.map((pair) => Number.parseInt(pair, 16));
  return [red!, green!, blue!];
}

/** sRGB's transfer function and its inverse (IEC 61966-2-1). */
const toLinear = (value: number): number => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const fromLinear = (share: number): number => {
  const clipped = Math.min(1, Math.max(0, share));
  return 255 * (clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055);
};

/** Relative luminance, 0 to 1 (WCAG 2.2). */
export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map(toLinear);
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

export const SIGHTS = ['usual', 'protanopia', 'deuteranopia', 'tritanopia'] as const;
export type Sight = (typeof SIGHTS)[number];

/** Machado, Oliveira and Fernandes, 'A Physiologically-based Model for Simulation of Color Vision Deficiency' (2009), table 1, severity 1.0. */
const MATRICES: Readonly<Record<Exclude<Sight, 'usual'>, readonly (readonly number[])[]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** The colour as eyes of this kind see it. */
export function seenBy(sight: Sight, colour: Rgb): Rgb {
  if (sight === 'usual') return colour;
  const linear = colour.map(toLinear);
  const [red, green, blue] = MATRICES[sight].map((row) =>
    fromLinear(row.reduce((sum, weight, axis) => sum + weight * linear[axis]!, 0)),
  );
  return [red!, green!, blue!];
}

export const cssOf = (colour: Rgb): string => `rgb(${colour.map((value) => Math.round(value)).join(' ')})`;
