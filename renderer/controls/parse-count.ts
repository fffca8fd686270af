const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, b: 1e9 };

/** `1_000`, `500k`, `1.5M`; null for what is no whole number above 0. */
export function parseCount(text: string): number | null {
  const match = /^(\d[\d_]*(?:\.\d+)?)([kmgb]?)$/i.exec(text);
  if (match === null) return null;
  const value = Number(match[1]!.replaceAll('_', '')) * UNITS[match[2]!.toLowerCase()]!;
  const whole = Math.round(value);
  return whole >= 1 && Math.abs(value - whole) < 1e-6 ? whole : null;
}
