/** Tokens that a request and its answer took. */
export type TokenUse = { readonly promptTokens: number; readonly completionTokens: number };

/** What a teacher asks for a million tokens; the unit is whatever the person counts in. */
export type Price = { readonly promptPerMillion: number; readonly completionPerMillion: number };

/** Null: no cap. */
export type Caps = { readonly tokens: number | null; readonly money: number | null };

export const costOf = (use: TokenUse, price: Price): number =>
  (use.promptTokens * price.promptPerMillion + use.completionTokens * price.completionPerMillion) / 1e6;

const CHARACTERS_PER_TOKEN = 3.5;

/** A rough count for texts of English and code, for what no server has counted. */
export const estimatedTokens = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

export type MeterState = TokenUse & {
  readonly cost: number;
  /** Share of the tokens that no server has counted. */
  readonly estimatedShare: number;
  /** Tokens of requests whose answers never came whole: the server may have charged for them. */
  readonly lostTokens: number;
};

/** Counts what is spent, and says before a request whether it might cross a cap. */
export type Meter = {
  /** Sets aside the most that a request can take; null where that might cross a cap. */
  reserve(most: TokenUse): Reservation | null;
  /** Counts tokens of an earlier process. */
  add(use: TokenUse, estimated: boolean, lost?: boolean): void;
  readonly state: MeterState;
};

export type Reservation = {
  /** Replaces what was set aside by what it was. */
  settle(use: TokenUse, estimated: boolean): void;
  /** The request came to nothing; `use` is what may have been charged for all the same. */
  lose(use: TokenUse): void;
};

/**
 * A meter with caps. Spent and reserved together never exceed a cap, so that a run that asks many at once stays within
 * it too.
 */
export function createMeter(price: Price, caps: Caps): Meter {
  let [promptTokens, completionTokens, estimated, lost] = [0, 0, 0, 0];
  let reservedTokens = 0;
  let reservedCost = 0;
  const total = (use: TokenUse): number => use.promptTokens + use.completionTokens;
  const add = (use: TokenUse, isEstimated: boolean, isLost = false): void => {
    promptTokens += use.promptTokens;
    completionTokens += use.completionTokens;
    if (isEstimated) estimated += total(use);
    if (isLost) lost += total(use);
  };
  const state = (): MeterState => {
    const use = { promptTokens, completionTokens };
    const all = total(use);
    return {
      ...use,
      cost: costOf(use, price),
      estimatedShare: all === 0 ? 0 : estimated / all,
      lostTokens: lost,
    };
  };
  return {
    add,
    get state() {
      return state();
    },
    reserve(most) {
      const tokens = promptTokens + completionTokens + reservedTokens + total(most);
      if (caps.tokens !== null && tokens > caps.tokens) return null;
      const cost = costOf(most, price);
      // Sums of prices are not exact; a billionth of a unit is nothing.
      if (caps.money !== null && state().cost + reservedCost + cost > caps.money + 1e-9) return null;
      reservedTokens += total(most);
      reservedCost += cost;
      let open = true;
      const release = (): void => {
        if (!open) return;
        open = false;
        reservedTokens -= total(most);
        reservedCost -= cost;
      };
      return {
        settle(use, isEstimated) {
          release();
          add(use, isEstimated);
        },
        lose(use) {
          release();
          if (total(use) > 0) add(use, true, true);
        },
      };
    },
  };
}
