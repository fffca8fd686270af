import { describe, expect, it } from 'vitest';
import { bits, lossSets, ownWordsSentence, signedBits } from '../../renderer/views/recipe/solution-loss.ts';
import { rows } from './fixture-stages.ts';

describe('the losses of the solutions', () => {
  it('stand by benchmark, those that nothing was measured on left out', () => {
    const sets = lossSets(rows);
    expect(sets.map(({ title }) => title)).toEqual(['Held-out problems', 'Hand-written problems']);
    expect(sets[0]!.max).toBe(2.028);
    expect(sets[1]!.losses.map((loss) => loss?.bitsPerByte)).toEqual([1.786, 1.772, 1.674, 3.008]);
    expect(lossSets(rows.map(({ solutionLoss: _, ownWords: __, ...row }) => row))).toEqual([]);
    // A row that is still to come leaves its place empty.
    const [first, { solutionLoss: _, ...second }] = rows as [(typeof rows)[number], (typeof rows)[number]];
    expect(lossSets([first, second])[0]!.losses[1]).toBeNull();
  });

  it('have a sign that is a minus, and none at zero', () => {
    expect([-0.112, 1.222, 0.001, -0.001].map(signedBits)).toEqual(['−0.11', '+1.22', '0.00', '0.00']);
    expect(bits(2)).toBe('2.00');
  });

  it('say which data teaches most in people’s own words, if any does beyond noise', () => {
    expect(ownWordsSentence(rows)).toBe(
      'On problems in people’s own words, textbooks teach most: 0.11 bits a byte less than raw code (95 % interval 0.07 to 0.15).',
    );
    expect(ownWordsSentence(rows.slice(0, 2))).toMatch(/no data foresees the solutions better/);
    expect(ownWordsSentence(rows.slice(0, 1))).toBeNull();
  });
});
