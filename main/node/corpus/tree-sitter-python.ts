import { createRequire } from 'node:module';
import type { Tree } from 'web-tree-sitter';
import { Language, Parser } from 'web-tree-sitter';
import type { Grammar, PythonParser, SyntaxTree } from '../../core/corpus/syntax.ts';
import { Failure } from '../../core/failure.ts';
import type { TreeSitterModule } from './tree-sitter-module.ts';
import { startTreeSitter } from './tree-sitter-module.ts';

/** Tree-sitter's id of the node around text that it could not parse. */
const ERROR_TYPE = 65535;

/** Tree-sitter has several ids for one name (aliases); here a name has one. */
function namesOf(language: Language): { grammar: Grammar; typeOfId: Uint16Array; asksForEnd: Uint8Array } {
  const names: string[] = [];
  const typeOfName = new Map<string, number>();
  const typeOfId = new Uint16Array(ERROR_TYPE + 1);
  const intern = (name: string): number => {
    let type = typeOfName.get(name);
    if (type === undefined) {
      type = names.length;
      typeOfName.set(name, type);
      names.push(name);
    }
    return type;
  };
  for (let id = 0; id < language.nodeTypeCount; id++) {
    const name = language.nodeTypeForId(id) ?? '';
    typeOfId[id] = intern(language.nodeTypeIsNamed(id) ? name : `'${name}'`);
  }
  typeOfId[ERROR_TYPE] = intern('ERROR');
  const asksForEnd = Uint8Array.from(names, (name) => (name.startsWith("'") && !name.includes(' ') ? 0 : 1));
  return { grammar: { names }, typeOfId, asksForEnd };
}

/** Tree-sitter's Python grammar, compiled to WebAssembly, behind core's parser port. */
class TreeSitterPython implements PythonParser {
  readonly grammar: Grammar;
  private readonly parser: Parser;
  private readonly module: TreeSitterModule;
  private readonly typeOfId: Uint16Array;
  private readonly asksForEnd: Uint8Array;
  private capacity = 1 << 12;
  private types = new Uint16Array(this.capacity);
  private parents = new Int32Array(this.capacity);
  private after = new Int32Array(this.capacity);
  private starts = new Int32Array(this.capacity);
  private ends = new Int32Array(this.capacity);

  constructor(parser: Parser, language: Language, module: TreeSitterModule) {
    this.parser = parser;
    this.module = module;
    const { grammar, typeOfId, asksForEnd } = namesOf(language);
    this.grammar = grammar;
    this.typeOfId = typeOfId;
    this.asksForEnd = asksForEnd;
  }

  parse(text: string): SyntaxTree {
    const parsed = this.module.parse(this.parser, shortenCommentRuns(text));
    if (parsed === null)
      throw new Failure('parser', 'The Python parser stopped before the end; start the step again.');
    try {
      const hasErrors = parsed.rootNode.hasError;
      const count = this.collect(parsed, hasErrors);
      return {
        text,
        types: this.types.slice(0, count),
        parents: this.parents.slice(0, count),
        after: this.after.slice(0, count),
        starts: this.starts.slice(0, count),
        ends: this.ends.slice(0, count),
        grammar: this.grammar,
        hasErrors,
      };
    } finally {
      parsed.delete();
    }
  }

  /**
   * Each question to the cursor crosses into WebAssembly, so a token's end is taken from its name's length, and a token is not
   * asked for children. Not so where there are errors: a token that the parser invented has no length.
   */
  private collect(parsed: Tree, hasErrors: boolean): number {
    const { cursor } = this.module;
    const { typeOfId, asksForEnd } = this;
    const { names } = this.grammar;
    const tree = addressOf(parsed);
    cursor.ts_tree_root_node_wasm(tree);
    cursor.ts_tree_cursor_new_wasm(tree);
    try {
      let count = 0;
      let parent = -1;
      for (;;) {
        if (count === this.capacity) this.grow();
        const node = count++;
        const type = typeOfId[cursor.ts_tree_cursor_current_node_type_id_wasm(tree)]!;
        this.types[node] = type;
        this.parents[node] = parent;
        const start = cursor.ts_tree_cursor_start_index_wasm(tree);
        this.starts[node] = start;
        const isPlainToken = !hasErrors && asksForEnd[type] === 0;
        this.ends[node] = isPlainToken
          ? start + names[type]!.length - 2
          : cursor.ts_tree_cursor_end_index_wasm(tree);
        if (!isPlainToken && cursor.ts_tree_cursor_goto_first_child_wasm(tree) === 1) {
          parent = node;
          continue;
        }
        this.after[node] = count;
        while (cursor.ts_tree_cursor_goto_next_sibling_wasm(tree) === 0) {
          if (cursor.ts_tree_cursor_goto_parent_wasm(tree) === 0) return count;
          this.after[parent] = count;
          parent = this.parents[parent]!;
        }
      }
    } finally {
      cursor.ts_tree_cursor_delete_wasm(tree);
    }
  }

  private grow(): void {
    const enlarge = <Numbers extends Int32Array | Uint16Array>(from: Numbers, to: Numbers): Numbers => {
      to.set(from);
      return to;
    };
    this.capacity *= 2;
    this.types = enlarge(this.types, new Uint16Array(this.capacity));
    this.parents = enlarge(this.parents, new Int32Array(this.capacity));
    this.after = enlarge(this.after, new Int32Array(this.capacity));
    this.starts = enlarge(this.starts, new Int32Array(this.capacity));
    this.ends = enlarge(this.ends, new Int32Array(this.capacity));
  }
}

/** More comment lines than this in a row are no explanation but a listing. */
const LONGEST_COMMENT_RUN = 100;

/**
 * Blanks what a run of comment lines has before its last hundred, every other position unchanged. At each
 * comment the grammar's scanner looks past all that follow, so thousands of them would take minutes.
 */
function shortenCommentRuns(text: string): string {
  return text.replace(/(?:^[ \t]*(?:#.*)?\n){101,}/gm, (run) => {
    let surplus = (run.match(/#.*/g)?.length ?? 0) - LONGEST_COMMENT_RUN;
    return run.replace(/#.*/g, (comment) => (surplus-- > 0 ? ' '.repeat(comment.length) : comment));
  });
}

/** Where a tree lies in the module's memory: its class keeps it under this name and shows it to no one. */
const addressOf = (tree: Tree): number => (tree as unknown as { readonly 0: number })[0];

type Loaded = { readonly module: TreeSitterModule; readonly language: Language };
let loaded: Promise<Loaded> | undefined;

async function load(): Promise<Loaded> {
  const { resolve } = createRequire(import.meta.url);
  const module = await startTreeSitter();
  return { module, language: await Language.load(resolve('tree-sitter-python/tree-sitter-python.wasm')) };
}

/** A parser of its own; the grammar is loaded once in a process. */
export async function createPythonParser(): Promise<PythonParser> {
  try {
    loaded ??= load();
    const { module, language } = await loaded;
    const parser = new Parser();
    parser.setLanguage(language);
    return new TreeSitterPython(parser, language, module);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('parser', `The Python grammar could not be loaded (${why}); run npm install again.`, {
      cause,
    });
  }
}
