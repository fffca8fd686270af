/** How sure a model was of a token, as one of five shades. A word and a number stand beside each colour. */
export const SHADES: readonly { readonly least: number; readonly name: string }[] = [
  { least: 0.9, name: '90 % or more' },
  { least: 0.5, name: '50 – 90 %' },
  { least: 0.2, name: '20 – 50 %' },
  { least: 0.05, name: '5 – 20 %' },
  { least: 0, name: 'under 5 %' },
];

/** 0 for a token that was nearly certain to 4 for one that hardly anything spoke for. */
export function shadeOf(logProbability: number): number {
  const probability = Math.exp(logProbability);
  return SHADES.findIndex(({ least }) => probability >= least);
}

/** A token as one can see it: spaces as dots, line ends as arrows. */
export function visible(text: string): string {
  if (text === '') return '(part of a character)';
  return text.replaceAll(' ', '·').replaceAll('\n', '↵').replaceAll('\t', '⇥');
}

/** `87.1 %`; small ones keep two digits that count. */
export function likelihood(logProbability: number): string {
  const share = Math.exp(logProbability) * 100;
  if (share >= 10) return `${share.toFixed(1)} %`;
  if (share >= 0.01) return `${share.toPrecision(2)} %`;
  return 'under 0.01 %';
}
