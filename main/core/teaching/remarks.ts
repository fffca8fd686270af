import type { Composition } from './composition.ts';
import { variables } from './piece.ts';
import type { Random } from './random.ts';

const fill = (template: string, constant: string): string => template.replace(/\bK\b/g, constant);

/** Sentences that say what the parts of a composition's body do, each naming the code it speaks of. */
export function remarksOn(
  { source, filter, mapping, reduction, parameter }: Composition,
  random: Random,
): string[] {
  const variable = variables[source.piece.element];
  const remarks: string[] = [];
  const iterable = source.piece.iterable(parameter, source.constant);
  if (iterable !== parameter) remarks.push(`\`${iterable}\` gives the ${source.piece.noun}.`);
  if (filter) {
    const code = filter.piece.code(variable, filter.constant.code);
    const [are, is] = random.pick(filter.piece.predicates);
    remarks.push(
      fill(
        random.pick([
          `The condition \`${code}\` keeps those that ${are}.`,
          `\`${code}\` asks whether ${variable} ${is}.`,
          `With \`if ${code}\` only those that ${are} are left.`,
        ]),
        filter.constant.text,
      ),
    );
  }
  if (mapping) {
    const code = mapping.piece.code(variable, mapping.constant.code);
    const its = fill(mapping.piece.singular, mapping.constant.text);
    remarks.push(
      random.pick([
        `The expression \`${code}\` makes of each ${variable} ${its}.`,
        `\`${code}\` stands for ${its}.`,
      ]),
    );
  }
  remarks.push(reduction.piece.lesson);
  return remarks;
}
