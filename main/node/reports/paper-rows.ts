/** One row quoted from 'Textbooks Are All You Need' (arXiv 2306.11644v2); percentages, pass@1. */
export type QuotedRow = { readonly model: string; readonly humanEval: string; readonly mbpp: string };

/**
 * Figure 2.1: The Stack → CodeTextbook → CodeTextbook then CodeExercises, HumanEval pass@1 %. The bars have
 * no printed values everywhere; these were read from secondary sources and are approximate.
 */
export const figure21: readonly {
  readonly setting: string;
  readonly stack: number;
  readonly textbook: number;
  readonly exercises: number;
}[] = [
  { setting: '350 M parameters, 26 B tokens', stack: 11, textbook: 16, exercises: 41 },
  { setting: '350 M parameters, 76 B tokens', stack: 12, textbook: 20, exercises: 45 },
  { setting: '1.3 B parameters, 51–76 B tokens', stack: 17, textbook: 29, exercises: 51 },
];

/** Table 1 and section 3's own models. */
export const table1: readonly QuotedRow[] = [
  ['phi-1 (1.3 B)', '50.6', '55.5'],
  ['phi-1-small (350 M)', '45', '–'],
  ['phi-1-base (1.3 B)', '29', '–'],
  ['Codex 300M', '13.2', '–'],
  ['Codex 12B', '28.8', '–'],
  ['CodeGen-Mono 350M', '12.8', '–'],
  ['CodeGen-Mono 16.1B', '29.3', '35.3'],
  ['SantaCoder 1.1B', '14.0', '35.0'],
  ['CodeGen2 1B', '10.3', '–'],
  ['Replit 2.7B', '21.9', '–'],
  ['CodeT5+ 2B', '24.2', '–'],
  ['StarCoder 15.5B', '33.6', '52.7'],
  ['PaLM-Coder 540B', '35.9', '47.0'],
  ['GPT-3.5 175B', '47', '–'],
  ['WizardCoder 16B', '57.3', '51.8'],
  ['GPT-4', '67', '–'],
].map(([model = '', humanEval = '', mbpp = '']) => ({ model, humanEval, mbpp }));
