/** What a teacher's answer was read as, or why it could not be. */
export type ReadAnswer<Lesson> =
  | { readonly state: 'read'; readonly lesson: Lesson }
  | { readonly state: 'unreadable'; readonly reason: string };

export const unreadable = (reason: string): { readonly state: 'unreadable'; readonly reason: string } => ({
  state: 'unreadable',
  reason,
});

/** A fenced block of Markdown: what is said behind its opening fence, and what stands in it. */
export type Fence = {
  readonly language: string;
  readonly code: string;
  /** Where it begins and ends in the text, fences included. */
  readonly start: number;
  readonly end: number;
};

const FENCE = /^```[ \t]*([\w+-]*)[^\n]*\n([\s\S]*?)^```[ \t]*$/gm;

/** The fenced blocks of a text, in order; one that is never closed does not count. */
export function fences(text: string): Fence[] {
  return [...text.matchAll(FENCE)].map(({ 0: whole, 1: language, 2: code, index }) => ({
    language: language!.toLowerCase(),
    code: code!,
    start: index,
    end: index + whole.length,
  }));
}

export const isPython = ({ language }: Fence): boolean => ['python', 'py', 'python3'].includes(language);
