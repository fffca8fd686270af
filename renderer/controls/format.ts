/** Numbers as they are shown: short, tabular, with a unit that can be muted. */
export type Quantity = { readonly value: string; readonly unit: string };

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `12,345`. */
export function count(value: number): string {
  return whole.format(value);
}

/** Three digits that count: `987`, `1.23 k`, `12.3 M`, `1.30 B`, and on to `4.56 E` for counts of operations. */
export function short(value: number): string {
  const magnitude = Math.abs(value);
  for (const [size, letter] of [
    [1e18, 'E'],
    [1e15, 'P'],
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    // 999.5 k would print as 1000 k.
    if (magnitude >= size * 0.9995) return `${(value / size).toPrecision(3)} ${letter}`;
  }
  if (Number.isInteger(value)) return String(value);
  return value.toPrecision(3);
}

/** For the ticks of an axis: as `short`, without zeros that say nothing. `1 k`, `0.003`. */
export function tick(value: number): string {
  const [digits = '', letter] = short(value).split(' ');
  return [String(Number(digits)), letter].filter(Boolean).join(' ');
}

export function bytes(value: number): Quantity {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return {
    value: unit === 0 ? whole.format(size) : size < 10 ? size.toFixed(1) : size.toFixed(0),
    unit: units[unit]!,
  };
}

/** `611 MB`, whatever the size, for a column of them. */
export function megabytes(value: number): string {
  return `${count(value / 1e6)} MB`;
}

/** `8 s`, `4 min 05 s`, `2 h 14 min`. */
export function duration(seconds: number): string {
  const rounded = Math.max(0, Math.round(seconds));
  if (seconds > 0 && seconds < 0.95) return `${seconds.toFixed(1)} s`;
  if (rounded < 60) return `${rounded} s`;
  if (rounded < 3600) return `${Math.floor(rounded / 60)} min ${String(rounded % 60).padStart(2, '0')} s`;
  return `${Math.floor(rounded / 3600)} h ${String(Math.floor((rounded % 3600) / 60)).padStart(2, '0')} min`;
}

/** A duration that is only known about: `40 s`, `47 min`, `3 h 10 min`. */
export function roughly(seconds: number): string {
  if (seconds < 55) return duration(Math.max(5, Math.round(seconds / 5) * 5));
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes < 60 ? `${minutes} min` : duration(Math.round(minutes / 10) * 600);
}

/** Milliseconds as one would say them: tenths below ten, whole from there on. */
export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : count(Math.round(value))} ms`;
}

/** `41.3 %`; a share of 1 in. */
export function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`;
}

/** Made once: a table of hundreds of moments would make as many. */
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const calendar = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** `today 14:05`, `yesterday 09:12`, `3 Nov 14:05`, `3 Nov 2025`. */
export function when(at: number, now: number): string {
  const date = new Date(at);
  const time = clock.format(date);
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  if (at >= midnight.getTime()) return `today ${time}`;
  if (at >= midnight.getTime() - 86_400_000) return `yesterday ${time}`;
  const day = calendar.format(date);
  if (date.getFullYear() === new Date(now).getFullYear()) return `${day} ${time}`;
  return `${day} ${date.getFullYear()}`;
}

/** The first characters of a hash, enough to tell artifacts apart by eye. */
export function shortHash(hash: string): string {
  return hash.replace(/^sha256[:-]/, '').slice(0, 10);
}

/** What a loss shows: three decimals below ten. */
export function loss(value: number | null): string {
  if (value === null) return '–';
  return Math.abs(value) < 10 ? value.toFixed(3) : value.toPrecision(4);
}

/** Share of 1, or null where the total is not known yet. */
export function shareDone(done: number, total: number): number | null {
  return total > 0 ? Math.min(1, done / total) : null;
}
