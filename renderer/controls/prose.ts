/** A textbook's text as blocks; only what such texts use, and never HTML. */
export type Inline = { readonly kind: 'text' | 'code' | 'strong' | 'emphasis'; readonly text: string };
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string };

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*/g;

export function parseInlines(text: string): readonly Inline[] {
  const inlines: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) inlines.push({ kind: 'text', text: text.slice(end, match.index) });
    const [whole, code, strong, emphasis] = match;
    if (code !== undefined) inlines.push({ kind: 'code', text: code });
    else if (strong !== undefined) inlines.push({ kind: 'strong', text: strong });
    else inlines.push({ kind: 'emphasis', text: emphasis ?? '' });
    end = match.index + whole.length;
  }
  if (end < text.length) inlines.push({ kind: 'text', text: text.slice(end) });
  return inlines;
}

/**
 * Textbooks for a model set their code between blank lines without a fence. A line that begins like this
 * begins code, up to the next blank line that nothing indented follows.
 */
const CODE_START =
  /^(?:(?:def|class|async def) \w+.*:|@\w+|print\(.*\)|(?:import|from) [\w.]+.*|assert .+|(?:for|while|if|with) .+:|>>> .+| {4}\S.*|\t\S.*)\s*(?:#.*)?$/;

/** Headings (`#`), code fenced or bare, lists (`-`, `*`, `1.`) and paragraphs; nothing of the text is lost. */
export function parseProse(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let items: string[] = [];

  function flush(): void {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', inlines: parseInlines(paragraph.join(' ')) });
    if (items.length > 0) blocks.push({ kind: 'list', items: items.map(parseInlines) });
    paragraph = [];
    items = [];
  }

  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (line.startsWith('```')) {
      flush();
      const start = at + 1;
      at = start;
      while (at < lines.length && !lines[at]!.startsWith('```')) at += 1;
      blocks.push({ kind: 'code', text: lines.slice(start, at).join('\n') });
      continue;
    }
    if (paragraph.length === 0 && items.length === 0 && CODE_START.test(line)) {
      const start = at;
      while (at + 1 < lines.length && (lines[at + 1]!.trim() !== '' || /^\s+\S/.test(lines[at + 2] ?? '')))
        at += 1;
      blocks.push({ kind: 'code', text: lines.slice(start, at + 1).join('\n') });
      continue;
    }
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    const item = /^\s*(?:[-*]|\d+\.)\s+(.*)$/.exec(line);
    if (heading !== null) {
      flush();
      blocks.push({ kind: 'heading', level: heading[1]!.length, inlines: parseInlines(heading[2]!) });
    } else if (item !== null) {
      if (paragraph.length > 0) flush();
      items.push(item[1]!);
    } else if (line.trim() === '') {
      flush();
    } else if (items.length > 0) {
      items[items.length - 1] += ` ${line.trim()}`;
    } else {
      paragraph.push(line.trim());
    }
  }
  flush();
  return blocks;
}
