import { nodeRoles } from './node-roles.ts';
import type { SyntaxTree } from './syntax.ts';
import { nodeText } from './syntax.ts';

/** Identifiers by how they are spelled; each is counted as often as it occurs. */
export type NameCounts = {
  readonly total: number;
  readonly distinct: number;
  readonly characters: number;
  readonly self: number;
  /** Of one letter. */
  readonly letters: number;
  readonly private: number;
  /** Lower-case words joined by underscores. */
  readonly words: number;
  readonly constants: number;
};

export function countNames(tree: SyntaxTree): NameCounts {
  const { role } = nodeRoles(tree.grammar);
  const distinct = new Set<string>();
  const counts = { total: 0, characters: 0, self: 0, letters: 0, private: 0, words: 0, constants: 0 };
  for (let node = 0; node < tree.types.length; node++) {
    if (role[tree.types[node]!] !== 'identifier') continue;
    const name = nodeText(tree, node);
    counts.total++;
    counts.characters += name.length;
    distinct.add(name);
    if (name === 'self') counts.self++;
    else if (name.length === 1) counts.letters++;
    else if (name.startsWith('_')) counts.private++;
    else if (/^[a-z][a-z0-9]{2,}(_[a-z0-9]+)*$/.test(name)) counts.words++;
    else if (/^[A-Z][A-Z0-9_]+$/.test(name)) counts.constants++;
  }
  return { ...counts, distinct: distinct.size };
}
