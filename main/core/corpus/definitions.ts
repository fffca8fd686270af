import type { CorpusRecord } from './record.ts';
import type { Grammar, SyntaxTree } from './syntax.ts';
import { children, nodeText, perGrammar } from './syntax.ts';

const definitionTypes = perGrammar((grammar: Grammar) => ({
  function: grammar.names.indexOf('function_definition'),
  class: grammar.names.indexOf('class_definition'),
  decorated: grammar.names.indexOf('decorated_definition'),
  block: grammar.names.indexOf('block'),
  comment: grammar.names.indexOf('comment'),
  statement: grammar.names.indexOf('expression_statement'),
  string: grammar.names.indexOf('string'),
  identifier: grammar.names.indexOf('identifier'),
  module: grammar.names.indexOf('module'),
}));

/** Every function of the tree, methods and nested ones included, outer before inner. */
export function functionNodes(tree: SyntaxTree): number[] {
  const { function: type } = definitionTypes(tree.grammar);
  const found: number[] = [];
  for (let node = 0; node < tree.types.length; node++) if (tree.types[node] === type) found.push(node);
  return found;
}

/** The name of a function or class; empty where the parser found none. */
export function definedName(tree: SyntaxTree, definition: number): string {
  const { identifier } = definitionTypes(tree.grammar);
  for (const child of children(tree, definition)) {
    if (tree.types[child] === identifier) return nodeText(tree, child);
  }
  return '';
}

/** The string node that documents a module, function or class: the first statement of its body; −1 without one. */
export function docstringNode(tree: SyntaxTree, owner: number): number {
  const types = definitionTypes(tree.grammar);
  let body = owner;
  if (tree.types[owner] !== types.module) {
    body = -1;
    for (const child of children(tree, owner)) if (tree.types[child] === types.block) body = child;
    if (body < 0) return -1;
  }
  for (const statement of children(tree, body)) {
    if (tree.types[statement] === types.comment) continue;
    const expression = statement + 1;
    const isString = tree.types[statement] === types.statement && tree.types[expression] === types.string;
    return isString ? expression : -1;
  }
  return -1;
}

/**
 * A file's top-level functions and classes as records of their own, decorators and the comments right above
 * included, each with the file's source and its lines. What stands between definitions is left out.
 */
export function splitDefinitions(record: CorpusRecord, tree: SyntaxTree): CorpusRecord[] {
  const types = definitionTypes(tree.grammar);
  const parts: CorpusRecord[] = [];
  const names = new Map<string, number>();
  let commentStart = -1;
  let commentEnd = -1;
  for (const node of children(tree, 0)) {
    const type = tree.types[node];
    if (type === types.comment) {
      const continues = commentStart >= 0 && tree.text.slice(commentEnd, tree.starts[node]).trim() === '';
      if (!continues || tree.text.slice(commentEnd, tree.starts[node]).includes('\n\n'))
        commentStart = tree.starts[node]!;
      commentEnd = tree.ends[node]!;
      continue;
    }
    let definition = node;
    if (type === types.decorated) {
      for (const child of children(tree, node)) definition = child;
    }
    if (tree.types[definition] === types.function || tree.types[definition] === types.class) {
      const touches = commentStart >= 0 && !tree.text.slice(commentEnd, tree.starts[node]).includes('\n\n');
      const start = touches ? commentStart : tree.starts[node]!;
      const name = definedName(tree, definition);
      const occurrence = (names.get(name) ?? 0) + 1;
      names.set(name, occurrence);
      const firstLine = 1 + countNewlines(tree.text, 0, start);
      const lastLine = firstLine + countNewlines(tree.text, start, tree.ends[node]!);
      parts.push({
        ...record,
        // A name that is defined twice (in two branches, say) keeps its number.
        id: `${record.id}#${name}${occurrence > 1 ? `~${occurrence}` : ''}`,
        text: `${tree.text.slice(start, tree.ends[node]).trimEnd()}\n`,
        meta: { ...record.meta, definition: name, firstLine, lastLine },
      });
    }
    commentStart = -1;
  }
  return parts;
}

function countNewlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
