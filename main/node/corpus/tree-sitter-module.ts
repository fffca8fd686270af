import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Tree } from 'web-tree-sitter';
import { Parser } from 'web-tree-sitter';

/**
 * What web-tree-sitter's WebAssembly module exports to its own JavaScript. The class `TreeCursor` copies a cursor into the
 * module's memory and back, number by number, with every question; here it stays there from the first to the last, which
 * reads a tree about five times as fast. One cursor can be in use at a time.
 */
export type CursorModule = {
  /** Puts the root in place, from which the cursor is made. */
  ts_tree_root_node_wasm(tree: number): void;
  ts_tree_cursor_new_wasm(tree: number): void;
  ts_tree_cursor_delete_wasm(tree: number): void;
  /** 1 where there was one to go to. */
  ts_tree_cursor_goto_first_child_wasm(tree: number): number;
  ts_tree_cursor_goto_next_sibling_wasm(tree: number): number;
  ts_tree_cursor_goto_parent_wasm(tree: number): number;
  ts_tree_cursor_current_node_type_id_wasm(tree: number): number;
  /** In UTF-16 units. */
  ts_tree_cursor_start_index_wasm(tree: number): number;
  ts_tree_cursor_end_index_wasm(tree: number): number;
};

export type TreeSitterModule = {
  readonly cursor: CursorModule;
  /** Null where the parser stopped before the end. */
  parse(parser: Parser, text: string): Tree | null;
};

/** Bytes that the parser has room for; the last unit is its own. */
const INPUT_BYTES = 10 * 1024 - 2;

type ReadText = (target: number, unit: number, row: number, column: number, length: number) => void;
type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>> & {
  readonly env: { readonly memory: WebAssembly.Memory; readonly tree_sitter_parse_callback: ReadText };
};

/** Starts web-tree-sitter, once in a process, and keeps hold of its module. */
export async function startTreeSitter(): Promise<TreeSitterModule> {
  const path = createRequire(import.meta.url).resolve('web-tree-sitter/web-tree-sitter.wasm');
  const program = new WebAssembly.Module(await readFile(path));
  let text: string | null = null;
  let cursor: CursorModule | undefined;
  /** Copies a piece of the text in one go; web-tree-sitter's own way does it unit by unit. */
  const readerOf = ({ memory, tree_sitter_parse_callback: ownWay }: Imports['env']): ReadText => {
    let view = new DataView(memory.buffer);
    return (target, unit, row, column, length) => {
      if (text === null) {
        ownWay(target, unit, row, column, length);
        return;
      }
      // The memory's buffer is another after it grew.
      if (view.buffer !== memory.buffer) view = new DataView(memory.buffer);
      const piece = text.slice(unit, unit + INPUT_BYTES / 2);
      Buffer.from(memory.buffer, target, INPUT_BYTES).write(piece, 'utf16le');
      view.setInt32(length, piece.length, true);
    };
  };
  const options = {
    instantiateWasm(
      imports: Imports,
      done: (instance: WebAssembly.Instance, of: WebAssembly.Module) => void,
    ) {
      const env = { ...imports.env, tree_sitter_parse_callback: readerOf(imports.env) };
      const instance = new WebAssembly.Instance(program, { ...imports, env });
      cursor = instance.exports as unknown as CursorModule;
      done(instance, program);
    },
  };
  await Parser.init(options as Parameters<typeof Parser.init>[0]);
  return {
    cursor: cursor!,
    parse: (parser, source) => {
      text = source;
      try {
        return parser.parse(source);
      } finally {
        text = null;
      }
    },
  };
}
