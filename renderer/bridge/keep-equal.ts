/**
 * What came, made of what was there wherever both say the same: whoever hangs on a part that did not change sees that
 * very part again, and has nothing to draw. Of JSON, as the lab sends it; anything else is taken as it came.
 */
export function keepEqual<T>(before: unknown, now: T): T {
  if (Object.is(before, now)) return now;
  if (Array.isArray(now)) {
    if (!Array.isArray(before)) return now;
    const kept = now.map((item: unknown, index) => keepEqual(before[index], item));
    return same(before, kept) ? (before as T) : (kept as T);
  }
  if (!isObject(now) || !isObject(before)) return now;
  const was = new Map(Object.entries(before));
  const kept = Object.entries(now).map(([name, value]) => [name, keepEqual(was.get(name), value)] as const);
  const equal =
    kept.length === was.size &&
    kept.every(([name, value]) => was.has(name) && Object.is(was.get(name), value));
  return (equal ? before : Object.fromEntries(kept)) as T;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const same = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((item, index) => Object.is(item, other[index]));
