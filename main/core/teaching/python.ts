import type { Composition } from './composition.ts';
import { annotations } from './inputs.ts';
import { variables, type Stream } from './piece.ts';

const indent = '    ';

/** The lines of a composition's canonical body, indented. */
export function bodyOf(composition: Composition): string[] {
  const { source, filter, mapping, reduction, finish, guard, parameter } = composition;
  const variable = variables[source.piece.element];
  const expression = mapping ? mapping.piece.code(variable, mapping.constant.code) : variable;
  const condition = filter?.piece.code(variable, filter.constant.code);
  const iterable = source.piece.iterable(parameter, source.constant);
  const loop = `${variable} in ${iterable}`;
  const stream: Stream = {
    generator: `${expression} for ${loop}${condition === undefined ? '' : ` if ${condition}`}`,
    iterable,
    bare: filter === undefined && mapping === undefined,
    variable,
    loop,
    expression,
    condition,
    constant: reduction.constant.code,
  };
  const { before, value } = reduction.piece.code(stream);
  const atom = / [-/] /.test(value) && before.length > 0 ? `(${value})` : value;
  const final = finish ? finish.piece.code(atom, finish.constant.code) : value;
  return [...(guard ? guard.lines(parameter) : []), ...before, `return ${final}`].map(
    (line) => indent + line,
  );
}

/** `def name(values, k):`, with type hints where asked. */
export function signatureOf(composition: Composition, name: string, hints: boolean): string {
  const { source, extra, parameter } = composition;
  const hint = (text: string): string => (hints ? `: ${text}` : '');
  const parameters = [`${parameter}${hint(annotations[source.piece.parameter])}`];
  if (extra) parameters.push(`${extra.name}${hint(annotations[extra.kind])}`);
  return `def ${name}(${parameters.join(', ')})${hints ? ` -> ${composition.result}` : ''}:`;
}
