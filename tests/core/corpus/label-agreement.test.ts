import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annotationPrompt, LABELS, parseAnnotation, QUESTION } from '../../../main/core/corpus/annotation.ts';
import { kappaWords, labelAgreement } from '../../../main/core/corpus/label-agreement.ts';
import { kappaOfTable, quadraticKappa } from '../../../main/core/evaluation/agreement.ts';
import { seededRandom } from '../../../main/core/training/random.ts';

const random = () => seededRandom(1).uniform;
const label = fc.integer({ min: 1, max: 5 });

describe('agreement of two annotators', () => {
  test("is Cohen's own example", () => {
    // Two judges and fifty texts, yes and no: κ = (0.7 − 0.5) / (1 − 0.5) = 0.4.
    expect(
      kappaOfTable(
        [
          [20, 5],
          [10, 15],
        ],
        'none',
      ),
    ).toBeCloseTo(0.4);
  });

  test('with quadratic weights equals what sums over all pairs give', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(label, label), { minLength: 1, maxLength: 40 }), (pairs) => {
        const [first, second] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
        const found = labelAgreement(first, second, () => 0.5);
        const wanted = quadraticKappa(first, second);
        if (Number.isNaN(wanted)) expect(found.weightedKappa).toBeNull();
        else expect(found.weightedKappa!.value).toBeCloseTo(wanted, 9);
        const { confusion } = found;
        expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(pairs.length);
        const diagonal = confusion.reduce((sum, row, at) => sum + row[at]!, 0);
        expect(found.same).toBeCloseTo(diagonal / pairs.length);
      }),
    );
  });

  test('is 1 for the same labels, about 0 for independent ones, and forgives near misses when weighted', () => {
    const draw = seededRandom(3);
    const labels = Array.from({ length: 300 }, () => 1 + draw.below(5));
    const others = Array.from({ length: 300 }, () => 1 + draw.below(5));
    expect(labelAgreement(labels, labels, random()).kappa!.value).toBe(1);
    const chance = labelAgreement(labels, others, random());
    expect(Math.abs(chance.kappa!.value)).toBeLessThan(0.1);
    expect(chance.kappa!.ci95[0]).toBeLessThan(0);
    expect(chance.kappa!.ci95[1]).toBeGreaterThan(0);
    const near = labels.map((value) => Math.min(5, value + 1));
    const found = labelAgreement(labels, near, random());
    expect(found.close).toBe(1);
    expect(found.weightedKappa!.value).toBeGreaterThan(found.kappa!.value + 0.3);
  });

  test('cannot be told where one label is all there is, or no text is in common', () => {
    expect(labelAgreement([3, 3], [3, 3], random())).toMatchObject({ kappa: null, same: 1 });
    expect(() => labelAgreement([], [], random())).toThrow('no text in common');
  });

  test.each([
    [-0.1, 'worse than chance'],
    [0.3, 'fair'],
    [0.6, 'moderate'],
    [0.75, 'substantial'],
    [0.9, 'almost perfect'],
  ])('κ of %f is %s', (value, words) => {
    expect(kappaWords(value)).toBe(words);
  });
});

describe('what an annotator is asked', () => {
  test("is the paper's question, with the scale and the text, and nothing of the text is taken as a pattern", () => {
    const prompt = annotationPrompt("price = '$& $1 {text}'\n");
    expect(prompt).toContain(QUESTION);
    expect(prompt).toContain("<text>\nprice = '$& $1 {text}'\n</text>");
    for (const { label: value, meaning } of LABELS) {
      expect(prompt).toContain(`${String(value)} (`);
      expect(prompt).toContain(meaning);
    }
  });

  test('shows the beginning of a long text, and says how much is missing', () => {
    expect(annotationPrompt('x'.repeat(12_345), 'Judge: {text}')).toBe(
      `Judge: ${'x'.repeat(12_000)}\n[… 345 more characters]`,
    );
  });

  test('answers are taken as they are or refused with a reason', () => {
    expect(parseAnnotation({ label: 4, rationale: ' Clear. ', extra: 1 })).toEqual({
      label: 4,
      rationale: 'Clear.',
    });
    expect(() => parseAnnotation({ label: 6, rationale: 'x' })).toThrow('the label is 6, not a whole number');
    expect(() => parseAnnotation({ label: 2.5, rationale: 'x' })).toThrow('the label is 2.5');
    expect(() => parseAnnotation({ rationale: 'x' })).toThrow('the label is missing');
    expect(() => parseAnnotation({ label: 2, rationale: ' ' })).toThrow('the rationale is missing');
    expect(() => parseAnnotation('4')).toThrow('no JSON object');
  });
});
