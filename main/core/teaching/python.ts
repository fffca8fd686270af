import { elementAfter, type Composition } from './composition.ts';
import { negated } from './negation.ts';
import { parameterWords, type ParameterKind } from './parameters.ts';
import { inOtherHands } from './python-text.ts';
import { variables, type Stream, type Written } from './piece.ts';
import type { Random } from './random.ts';

const indent = '    ';

/**
 * How the signature says its types: not at all, with builtin generics, with those of `typing`, or for the parameters
 * alone and without what they hold: `list`.
 */
export type Hints = 'none' | 'builtin' | 'typing' | 'bare';

/** The lines of a composition's canonical body, indented: the shortest form, every local by its one name. */
export function bodyOf(composition: Composition): string[] {
  return closed(composition, { before: [], stream: streamOf(composition) }, (stream) =>
    composition.reduction.piece.code(stream),
  ).map((line) => indent + line);
}

/**
 * The lines of a body as one of many people might write it: step by step, with a loop, with a builtin, the locals
 * and quotes to their taste. It computes the same as the canonical one.
 */
export function variedBodyOf(composition: Composition, name: string, random: Random): string[] {
  const { reduction, parameter, extra } = composition;
  const start = opening(composition, random);
  const forms = [reduction.piece.code, ...(reduction.piece.others ?? [])];
  const bare = start.before.length > 0 || random.chance(0.25);
  const form = bare ? forms[0]! : random.pick(forms.length > 1 ? forms.slice(1) : forms);
  const leaves = form(start.stream).leaves === true && composition.finish !== undefined;
  let lines = closed(composition, start, leaves ? forms[0]! : form);
  const last = lines.at(-1)!;
  if (random.chance(0.15) && !lines.some((line) => /\bresult\b/.test(line)) && !leavesEarly(lines)) {
    lines = [...lines.slice(0, -1), last.replace('return', 'result ='), 'return result'];
  }
  const taken = [parameter, name, ...(extra ? [extra.name] : [])];
  const items =
    composition.source.piece.parameter === 'ints' || composition.source.piece.parameter === 'words'
      ? parameter
      : undefined;
  return inOtherHands(lines.map((line) => indent + line).join('\n'), taken, random, items).split('\n');
}

/** Whether a line other than the last returns. */
const leavesEarly = (lines: readonly string[]): boolean =>
  lines.slice(0, -1).some((line) => /\breturn\b/.test(line));

type Opening = { readonly before: readonly string[]; readonly stream: Stream };

function streamOf({ source, filter, mapping, reduction, parameter }: Composition): Stream {
  const variable = variables[source.piece.element];
  const expression = mapping ? mapping.piece.code(variable, mapping.constant.code) : variable;
  const condition = filter?.piece.code(variable, filter.constant.code);
  const iterable = source.piece.iterable(parameter, source.constant);
  return streamFrom({ variable, expression, condition, iterable, constant: reduction.constant.code });
}

function streamFrom(
  parts: Pick<Stream, 'variable' | 'expression' | 'condition' | 'iterable' | 'constant'>,
): Stream {
  const { variable, expression, condition, iterable } = parts;
  const loop = `${variable} in ${iterable}`;
  return {
    ...parts,
    loop,
    bare: condition === undefined && expression === variable,
    generator: `${expression} for ${loop}${condition === undefined ? '' : ` if ${condition}`}`,
  };
}

/** Lines that keep, change or gather the elements before the reduction sees them, or none. */
function opening(composition: Composition, random: Random): Opening {
  const stream = streamOf(composition);
  const { reduction, mapping, source } = composition;
  const { variable, expression, condition, loop } = stream;
  const onlyItems = reduction.piece.reads !== 'elements';
  const after = variables[elementAfter(source.piece, mapping?.piece)];
  const roll = random.next();
  if (condition !== undefined && roll < 0.2 && onlyItems) {
    const written = random.chance(0.6)
      ? [`kept = [${variable} for ${loop} if ${condition}]`]
      : ['kept = []', `for ${loop}:`, `    if ${condition}:`, `        kept.append(${variable})`];
    return { before: written, stream: streamFrom({ ...stream, condition: undefined, iterable: 'kept' }) };
  }
  if (expression !== variable && onlyItems && roll < 0.45) {
    const add = `changed.append(${expression})`;
    const written =
      roll < 0.3
        ? [`changed = [${stream.generator}]`]
        : condition === undefined
          ? ['changed = []', `for ${loop}:`, `    ${add}`]
          : random.chance(0.3)
            ? [
                'changed = []',
                `for ${loop}:`,
                `    if ${negated(condition)}:`,
                '        continue',
                `    ${add}`,
              ]
            : ['changed = []', `for ${loop}:`, `    if ${condition}:`, `        ${add}`];
    return {
      before: written,
      stream: streamFrom({
        variable: after,
        expression: after,
        condition: undefined,
        iterable: 'changed',
        constant: stream.constant,
      }),
    };
  }
  return { before: [], stream };
}

function closed(
  composition: Composition,
  { before: start, stream }: Opening,
  form: (stream: Stream) => Written,
): string[] {
  const { finish, guard, parameter } = composition;
  const { before, value } = form(stream);
  const atom = / [-/] /.test(value) && before.length > 0 ? `(${value})` : value;
  const final = finish ? finish.piece.code(atom, finish.constant.code) : value;
  return [...(guard ? guard.lines(parameter) : []), ...start, ...before, `return ${final}`];
}

/** `def name(values, k):`, with type hints where asked, and the import that they need before it. */
export function signatureLine(
  name: string,
  parameters: readonly { readonly name: string; readonly kind: ParameterKind }[],
  result: string,
  hints: Hints,
): string {
  const hint = (text: string): string =>
    hints === 'typing' ? fromTyping(text) : hints === 'bare' ? text.replace(/\[.*/, '') : text;
  const list = parameters.map((one) =>
    hints === 'none' ? one.name : `${one.name}: ${hint(parameterWords[one.kind].annotation)}`,
  );
  const line = `def ${name}(${list.join(', ')})${hints === 'none' || hints === 'bare' ? '' : ` -> ${hint(result)}`}:`;
  const needed = ['Any', 'Dict', 'List', 'Optional', 'Set', 'Tuple'].filter((type) =>
    new RegExp(`\\b${type}\\b`).test(line),
  );
  return hints === 'typing' && needed.length > 0
    ? `from typing import ${needed.join(', ')}\n\n\n${line}`
    : line;
}

/** `list[int]` as it was written before Python 3.9: `List[int]`. */
function fromTyping(annotation: string): string {
  return annotation
    .replace(/^(.+) \| None$/, 'Optional[$1]')
    .replace(/\b(list|dict|set|tuple)\b(?=\[)/g, (type) => type.slice(0, 1).toUpperCase() + type.slice(1))
    .replace(/\blist\b/g, 'List')
    .replace(/\bdict\b/g, 'Dict')
    .replace(/\btuple\b/g, 'Tuple');
}
