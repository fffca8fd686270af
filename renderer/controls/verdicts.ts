/** How each verdict is told apart: by a shape as well as by a colour, so that neither is needed alone. */
export type VerdictLook = { readonly shape: string; readonly tone: Tone; readonly name: string };
export type Tone = 'success' | 'failure' | 'warning' | 'muted';

const LOOKS: Readonly<Record<string, VerdictLook>> = {
  passed: { shape: 'disc', tone: 'success', name: 'Passed' },
  'wrong-answer': { shape: 'cross', tone: 'failure', name: 'Wrong answer' },
  exception: { shape: 'triangle', tone: 'failure', name: 'Exception' },
  'syntax-error': { shape: 'bar', tone: 'failure', name: 'Syntax error' },
  timeout: { shape: 'half', tone: 'warning', name: 'Timeout' },
  memory: { shape: 'diamond', tone: 'warning', name: 'Out of memory' },
  'output-limit': { shape: 'square', tone: 'warning', name: 'Too much output' },
  'interpreter-died': { shape: 'hollow-square', tone: 'warning', name: 'Interpreter died' },
  unavailable: { shape: 'ring', tone: 'muted', name: 'Not available' },
};

export const VERDICTS: readonly string[] = Object.keys(LOOKS);

export function verdictLook(verdict: string): VerdictLook {
  return LOOKS[verdict] ?? { shape: 'ring', tone: 'muted', name: verdict };
}
