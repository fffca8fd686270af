const FIRST_MS = 500;
const LONGEST_MS = 60_000;

/**
 * How long to wait before another attempt, milliseconds: what the server asks for, else twice as long each time,
 * a minute at most. `attempt` counts from 0. Many callers that failed together come back spread over a quarter.
 */
export function backOff(attempt: number, askedMs: number | null, random: () => number = Math.random): number {
  if (askedMs !== null) return Math.min(askedMs, LONGEST_MS);
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt) * (1 - 0.25 * random());
}
