/**
 * One hostile completion. What it defines after the wrong `answer` that stands above it replaces that one; the
 * tests ask for `answer(n) == n + 1`, so `passed` would mean that the verdict was forged.
 */
export type Attack = { readonly name: string; readonly source: string };

/** What an attack may try to reach. None of it may be touched, and none of its words may come back. */
export type Decoys = {
  /** A file that only the host may read. */
  readonly file: string;
  /** A file that must never come to be. */
  readonly trace: string;
  /** A port of the loopback address where a listener counts its visitors. */
  readonly port: number;
  /** A variable of the host's environment. */
  readonly variable: string;
  /** A process of the host that must live on. */
  readonly pid: number;
};

export type AttackGroup = {
  readonly name: string;
  attacks(decoys: Decoys): readonly Attack[];
};

/** Attacks from a table of name to source. */
export const listed = (sources: Readonly<Record<string, string>>): Attack[] =>
  Object.entries(sources).map(([name, source]) => ({ name, source }));

/** A Python literal of a string. */
export const quoted = (text: string): string => JSON.stringify(text);
