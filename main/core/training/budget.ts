import { Failure } from '../failure.ts';

/** How long to train, in whichever unit the user thinks. */
export type Budget =
  | { readonly kind: 'steps'; readonly steps: number }
  | { readonly kind: 'tokens'; readonly tokens: number }
  | { readonly kind: 'minutes'; readonly minutes: number };

/** What a phase asks of the budget. */
export type PhaseShare = {
  /** Part of the whole budget; the shares of all phases are scaled to sum to 1. */
  readonly share: number;
  /** Tokens that one step sees: batch × context. */
  readonly tokensPerStep: number;
  /** Measured milliseconds of one step, its part of held-out measurement included; needed for minutes. */
  readonly stepMs?: number;
};

/**
 * Steps of each phase, at least one each. Minutes become steps here, once, before the first step: the schedule and
 * the weights then depend on that number alone and not on the clock.
 *
 * @example
 * stepsOf({ kind: 'tokens', tokens: 1_000_000 }, [{ share: 1, tokensPerStep: 4096 }]) // → [244]
 */
export function stepsOf(budget: Budget, phases: readonly PhaseShare[]): number[] {
  const amount = budgetAmount(budget);
  const total = phases.reduce((sum, phase) => sum + phase.share, 0);
  if (!(total > 0)) throw new RangeError('The shares of the phases sum to nothing.');
  return phases.map(({ share, tokensPerStep, stepMs }) => {
    const part = share / total;
    switch (budget.kind) {
      case 'steps':
        return Math.max(1, Math.round(amount * part));
      case 'tokens':
        return Math.max(1, Math.floor((amount * part) / tokensPerStep));
      case 'minutes':
        if (stepMs === undefined)
          throw new RangeError('A budget in minutes needs the measured time of a step.');
        return Math.max(1, Math.floor((amount * part * 60_000) / stepMs));
    }
  });
}

/** The amount of a budget in its own unit. Throws a Failure unless it is a number above 0. */
export function budgetAmount(budget: Budget): number {
  const amount =
    budget.kind === 'steps' ? budget.steps : budget.kind === 'tokens' ? budget.tokens : budget.minutes;
  if (amount > 0 && Number.isFinite(amount)) return amount;
  throw new Failure(
    'bad-budget',
    `A training budget of ${String(amount)} ${budget.kind} is not possible; give a number above 0.`,
  );
}

/** The median: half of the measured steps were faster. Robust against one step that the machine disturbed. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
