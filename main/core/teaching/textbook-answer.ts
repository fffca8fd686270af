import { outcomes } from './page.ts';
import { fences, isPython, unreadable, type ReadAnswer } from './read-answer.ts';

/** Code of a section, run in order. Null where the text states no output: it is run for what follows. */
export type RunBlock = { readonly code: string; readonly expectedOutput: string | null };

export type WrittenSection = {
  readonly text: string;
  readonly blocks: readonly RunBlock[];
  /** How many of the blocks state an output. */
  readonly stated: number;
};

/** A section of fewer words explains nothing. */
export const LEAST_WORDS = 40;

/**
 * Reads an answer as a section: prose with Python. Outputs are stated by a block behind the code that is marked
 * `output` (or `text`, or unmarked after a line that announces it), by `>>>` examples, or, in plain paragraphs, by
 * `This prints: …`.
 */
export function readTextbookAnswer(answer: string): ReadAnswer<WrittenSection> {
  const text = `${answer.replaceAll('\r\n', '\n').trim()}\n`;
  if ((text.match(/^```/gm) ?? []).length % 2 === 1) return unreadable('a code block is never closed');
  const blocks = /^```/m.test(text) ? fencedBlocks(text) : plainBlocks(text);
  if (blocks.length === 0) return unreadable('there is no Python in it');
  const prose = text.replace(/^```[\s\S]*?^```[ \t]*$/gm, ' ');
  const words = (prose.match(/[A-Za-z]{2,}/g) ?? []).length;
  if (words < LEAST_WORDS) {
    return unreadable(`its prose has ${String(words)} words; ${String(LEAST_WORDS)} are the least`);
  }
  const stated = blocks.filter(({ expectedOutput }) => expectedOutput !== null).length;
  return { state: 'read', lesson: { text, blocks, stated } };
}

const OUTPUT_LANGUAGES: ReadonlySet<string> = new Set(['output', 'text', 'console', 'out', 'plaintext']);
/** The end of prose that announces an output, when the block behind it has no mark. */
const ANNOUNCES = /(?:outputs?|prints?|printed|result(?:s in)?|displays?|shows?)[^\n.]*:\s*$/i;

function fencedBlocks(text: string): RunBlock[] {
  const found: RunBlock[] = [];
  let end = 0;
  for (const fence of fences(text)) {
    const between = text.slice(end, fence.start);
    end = fence.end;
    if (isPython(fence)) {
      found.push(
        ...(/^>>> /m.test(fence.code)
          ? interactive(fence.code)
          : [{ code: fence.code, expectedOutput: null }]),
      );
      continue;
    }
    const last = found.at(-1);
    const isOutput =
      OUTPUT_LANGUAGES.has(fence.language) || (fence.language === '' && ANNOUNCES.test(between.trimEnd()));
    // Only the block right behind code speaks of that code.
    if (isOutput && last?.expectedOutput === null && /\bprint\(/.test(last.code)) {
      found[found.length - 1] = { code: last.code, expectedOutput: fence.code };
    }
  }
  return found;
}

/** `>>>` and `...` lines as Python's own prompt shows them; an expression's value is printed as there. */
function interactive(code: string): RunBlock[] {
  const found: RunBlock[] = [];
  let statement: string[] = [];
  let output: string[] = [];
  const close = (): void => {
    if (statement.length === 0) return;
    const source = statement.join('\n');
    const expected = output.join('\n').trimEnd();
    const isExpression =
      statement.length === 1 &&
      !/^(?:print\(|import |from |del |assert |\w+(?:, *\w+)* *[-+*/%]?= *(?!=))/.test(source);
    found.push({
      code: isExpression && expected !== '' ? `print(repr(${source}))\n` : `${source}\n`,
      expectedOutput: expected === '' ? null : expected,
    });
    [statement, output] = [[], []];
  };
  for (const line of code.split('\n')) {
    if (line.startsWith('>>> ')) {
      close();
      statement = [line.slice(4)];
    } else if (line.startsWith('... ') || line === '...') statement.push(line.slice(4));
    else if (statement.length > 0) output.push(line);
  }
  close();
  return found;
}

const PLAIN_CODE =
  /^(?:def |class |import |from \w+ import |print\(|for .*:$|while .*:$|if .*:$|[a-z_]\w* = )/;
/** The curriculum's words, which a model trained on it repeats, and two that others use. */
const PLAIN_OUTPUT = new RegExp(`^(?:${[...outcomes, 'It prints:', 'Output:'].join('|')})\\s*([\\s\\S]*)$`);

/** Code in paragraphs of its own, without fences, as the built-in curriculum and models trained on it write. */
function plainBlocks(text: string): RunBlock[] {
  const found: RunBlock[] = [];
  for (const paragraph of text.split(/\n{2,}/)) {
    const output = PLAIN_OUTPUT.exec(paragraph.trim());
    const last = found.at(-1);
    if (output !== null && last?.expectedOutput === null && /\bprint\(/.test(last.code)) {
      found[found.length - 1] = { code: last.code, expectedOutput: output[1]! };
    } else if (PLAIN_CODE.test(paragraph)) {
      found.push({ code: `${paragraph.trimEnd()}\n`, expectedOutput: null });
    }
  }
  return found;
}
