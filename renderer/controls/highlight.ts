import type { HighlighterCore } from 'shiki/core';

/** One piece of a line; `tone` is the class that colours it, null for plain text. */
export type CodeToken = { readonly text: string; readonly tone: string | null };
export type CodeLine = readonly CodeToken[];

let highlighter: Promise<HighlighterCore> | undefined;

/**
 * The highlighter comes in on first use, with one language and JavaScript's own regular expressions: no
 * WebAssembly, so the page's content policy can forbid compiling any.
 */
function load(): Promise<HighlighterCore> {
  highlighter ??= Promise.all([
    import('shiki/core'),
    import('shiki/engine/javascript'),
    import('shiki/langs/python.mjs'),
  ]).then(([core, engine, python]) =>
    core.createHighlighterCore({
      themes: [core.createCssVariablesTheme({ name: 'hornbook', variablePrefix: '--code-' })],
      langs: [python.default],
      engine: engine.createJavaScriptRegexEngine({ forgiving: true }),
    }),
  );
  return highlighter;
}

/** The theme gives colours as `var(--code-token-keyword)`; a class is kept instead, free of inline styles. */
export function toneOf(colour: string | undefined): string | null {
  const name = /--code-token-([a-z]+)/.exec(colour ?? '')?.[1];
  switch (name) {
    case 'keyword':
      return 'keyword';
    case 'string':
      return 'string';
    case 'constant':
      return 'constant';
    case 'function':
      return 'function';
    case 'comment':
      return 'comment';
    default:
      return null;
  }
}

export function plainLines(code: string): readonly CodeLine[] {
  return code.split('\n').map((line) => [{ text: line, tone: null }]);
}

/** Beyond this the rest of a text stays plain: colouring it would hold the window up for longer than it helps. */
export const LONGEST_HIGHLIGHT = 40_000;

/** Lines of tokens that together are `code`, character for character. */
export async function highlightPython(code: string): Promise<readonly CodeLine[]> {
  const shiki = await load();
  const end = code.length <= LONGEST_HIGHLIGHT ? code.length : code.lastIndexOf('\n', LONGEST_HIGHLIGHT);
  if (end === -1) return plainLines(code);
  // Without a time limit: one that strikes on a busy machine leaves the same text coloured in another way.
  const { tokens } = shiki.codeToTokens(code.slice(0, end), {
    lang: 'python',
    theme: 'hornbook',
    tokenizeTimeLimit: 0,
  });
  const coloured = tokens.map((line) =>
    line.map((token) => ({ text: token.content, tone: toneOf(token.color) })),
  );
  return end === code.length ? coloured : [...coloured, ...plainLines(code.slice(end + 1))];
}
