import type { MeterState } from '../../core/teaching/budget.ts';
import type { Diversity } from '../../core/teaching/diversity.ts';
import type { LessonKind } from './read-lesson.ts';

/** What a teaching came to. */
export type TeachingResult = {
  readonly lessons: LessonKind;
  readonly teacher: string;
  /** Null for the built-in curriculum, which asks nobody. */
  readonly prompt: string | null;
  /** Folder of the answers; null likewise. */
  readonly answers: string | null;
  readonly asked: number;
  readonly kept: number;
  readonly aside: number;
  /** Why lessons were kept aside, most frequent first. */
  readonly causes: readonly { readonly cause: string; readonly lessons: number }[];
  readonly sentBack: number;
  readonly repaired: number;
  /** Wrong versions of solutions that were run, and those that the tests noticed. */
  readonly mutants: number;
  readonly noticed: number;
  /** Blocks of sections that state an output, all run and compared. */
  readonly stated: number;
  /** How many different lessons the lists allow. */
  readonly combinations: number | null;
  readonly beyondBudget: number;
  readonly diversity: Diversity;
  readonly spent: MeterState | null;
};

/** Counts outcomes as they come. */
export function tally() {
  const causes = new Map<string, number>();
  const counts = { kept: 0, aside: 0, mutants: 0, noticed: 0, stated: 0 };
  return {
    counts,
    add(
      cause: string | null,
      { mutants, noticed, stated }: { mutants: number; noticed: number; stated: number },
    ): void {
      counts.mutants += mutants;
      counts.noticed += noticed;
      counts.stated += stated;
      if (cause === null) counts.kept += 1;
      else {
        counts.aside += 1;
        causes.set(cause, (causes.get(cause) ?? 0) + 1);
      }
    },
    causes: (): TeachingResult['causes'] =>
      [...causes]
        .map(([cause, lessons]) => ({ cause, lessons }))
        .sort((one, other) => other.lessons - one.lessons),
  };
}

const words = (count: number): string => count.toLocaleString('en-US');
const share = (part: number, all: number): string => `${((100 * part) / Math.max(1, all)).toFixed(1)} %`;

/** One sentence for a person. */
export function sentenceOf(result: TeachingResult): string {
  const { lessons, asked, kept, aside, mutants, noticed, stated, repaired, sentBack, beyondBudget, spent } =
    result;
  const unit = lessons === 'textbooks' ? 'sections' : 'exercises';
  const parts = [
    `Kept ${words(kept)} of ${words(asked)} ${unit} (${share(kept, asked)}), ${words(aside)} aside`,
  ];
  if (mutants > 0)
    parts.push(`tests noticed ${share(noticed, mutants)} of ${words(mutants)} wrong solutions`);
  if (stated > 0) parts.push(`${words(stated)} stated outputs were run and compared`);
  if (sentBack > 0) parts.push(`${words(repaired)} of ${words(sentBack)} sent back came back right`);
  if (beyondBudget > 0)
    parts.push(`${words(beyondBudget)} were not asked for, because the budget was used up`);
  if (spent !== null) {
    const tokens = spent.promptTokens + spent.completionTokens;
    parts.push(`${words(tokens)} tokens${spent.cost > 0 ? `, ${spent.cost.toFixed(4)} spent` : ''}`);
  }
  return `${parts.join('; ')}.`;
}
