import type { CallInput } from '../../preload/contract/contract.ts';
import type { PlaygroundRead, PlaygroundVerdict, StreamedToken } from '../../preload/contract/playground.ts';

const PIECES = [
  '    total',
  ' =',
  ' 0',
  '\n',
  '    for',
  ' letter',
  ' in',
  ' text',
  ':',
  '\n',
  '        if',
  ' letter',
  ' in',
  " 'aeiou'",
  ':',
  '\n',
  '            total',
  ' +=',
  ' 1',
  '\n',
  '    return',
  ' total',
  '\n',
];

const tokens: readonly StreamedToken[] = PIECES.map((text, token) => ({
  token,
  text,
  logProbability: Math.log(token % 7 === 6 ? 0.08 : 0.93),
  alternatives: [
    { token, text, logProbability: Math.log(0.93) },
    { token: 900 + token, text: ' other', logProbability: Math.log(0.04) },
  ],
}));

/** A playground that writes three tokens at every asking, as long as it is not told to wait. */
export class FixturePlayground {
  /** How far it may write; a test lets it go on. */
  most = tokens.length;
  #streams = 0;
  readonly #stopped = new Set<string>();

  start(_input: CallInput<'playground.start'>): { id: string } {
    return { id: `stream-${++this.#streams}` };
  }

  async read({ id, after }: CallInput<'playground.read'>): Promise<PlaygroundRead> {
    // As the lab does, it does not answer before there is something to say.
    if (after === this.most) await new Promise((resolve) => setTimeout(resolve, 20));
    if (this.#stopped.has(id)) return { tokens: [], progress: { state: 'stopped' } };
    const end = Math.min(after + 3, this.most);
    const done = end === tokens.length;
    return {
      tokens: tokens.slice(after, end),
      progress: done
        ? { state: 'done', reason: 'stop', seconds: 0.2, promptTokensCut: 0 }
        : { state: 'writing' },
    };
  }

  stop(id: string): null {
    this.#stopped.add(id);
    return null;
  }

  judge({ asserts }: CallInput<'playground.judge'>): PlaygroundVerdict {
    const base = { stdout: '', elapsedMs: 6, isolation: 'permission' as const };
    return asserts.includes('== 4')
      ? { ...base, verdict: 'wrong-answer', detail: "count_vowels('hornbook') == 4: got 3", assertion: null }
      : { ...base, verdict: 'passed' };
  }
}
