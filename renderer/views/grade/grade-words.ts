import type { Agreement, GradingDetails } from '../../../preload/contract/gradings.ts';
import { count } from '../../controls/format.ts';

/** A grade with one place, or a dash. */
export const gradeText = (grade: number | null): string => (grade === null ? '–' : grade.toFixed(1));

/** What Krippendorff's α is usually taken to say (Krippendorff 2004). */
export function alphaWords(alpha: number | null): string {
  if (alpha === null) return 'not defined: the grades do not vary, or there is one grader';
  if (alpha >= 0.8) return 'reliable';
  return alpha >= 0.667 ? 'enough for tentative conclusions' : 'too low to rely on';
}

const figure = (value: number | null): string => (value === null ? 'not defined' : value.toFixed(2));

/** The graders' agreement, a line for each figure. */
export function agreementLines({ alpha, kappas, manualKappa, passedOver }: Agreement): string[] {
  return [
    `All graders: Krippendorff’s α ${figure(alpha)}${alpha === null ? '' : `, ${alphaWords(alpha)}`}.`,
    ...kappas.map(({ first, second, kappa }) => `${first} and ${second}: quadratic κ ${figure(kappa)}.`),
    ...(manualKappa === null ? [] : [`By hand and the graders’ mean: quadratic κ ${figure(manualKappa)}.`]),
    ...passedOver.map(
      ({ grader, answers }) =>
        `${grader} said nothing that is a grade of ${answers === 1 ? '1 answer; it counts' : `${count(answers)} answers; they count`} nowhere.`,
    ),
  ];
}

/** What the graders took; nothing where nobody counted. */
export const spentWords = ({ promptTokens, completionTokens }: GradingDetails['spent']): string =>
  promptTokens === 0
    ? ''
    : `The graders read ${count(promptTokens)} tokens and wrote ${count(completionTokens)}.`;

/** How strongly a cell is filled for a mean grade, in percent of the accent. */
export const shadeOf = (mean: number): number => Math.round(4 + 4.6 * mean);
