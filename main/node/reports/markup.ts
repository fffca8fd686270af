/** HTML that has been escaped where it had to be. Only `html` and `verbatim` make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Model output may hold anything; control characters other than tab and newline are shown as what they are. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character]!)
    .replace(/[\u0000-\u0008\u000B-\u001F\u007F\u202A-\u202E\u2066-\u2069]/g, (character) => {
      return character === '\r' ? '' : `&#xFFFD;<sub>${character.charCodeAt(0).toString(16)}</sub>`;
    });
}

function render(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escapeHtml(part);
  return typeof part === 'number' ? String(part) : part.map(render).join('');
}

/** A template whose every hole is escaped unless it is markup already. */
export function html(literal: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(
    literal.reduce((text, piece, i) => text + piece + (i < parts.length ? render(parts[i]!) : ''), ''),
  );
}

/** Text of our own (style sheets) that must not be escaped. */
export function verbatim(text: string): Markup {
  return new Markup(text);
}
