import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

export const root = join(import.meta.dirname, '..', '..');

export type Import = {
  /** Path of the importing file from the repository's root, with forward slashes. */
  readonly file: string;
  /** Path of the imported file likewise, or a package's name, or `node:…`. */
  readonly target: string;
  readonly local: boolean;
  readonly typeOnly: boolean;
};

/** Every source file of a folder, from the repository's root. */
export function sourceFiles(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|mts|mjs|js|svelte)$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort(),
  );
}

export function importsOf(file: string): Import[] {
  return parseImports(file, readFileSync(join(root, file), 'utf8'));
}

/** All imports of one source: static, re-exported, dynamic with a literal, and `import('…')` types. */
export function parseImports(file: string, text: string): Import[] {
  const code = file.endsWith('.svelte') ? scriptsOf(text) : text;
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const found: Import[] = [];
  const add = (specifier: ts.Expression | ts.TypeNode | undefined, typeOnly: boolean): void => {
    const literal = specifier && ts.isLiteralTypeNode(specifier) ? specifier.literal : specifier;
    if (!literal || !ts.isStringLiteralLike(literal)) return;
    const local = literal.text.startsWith('.');
    const target = local ? posix.join(posix.dirname(file), literal.text) : literal.text;
    found.push({ file, target, local, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(
        node.moduleSpecifier,
        node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || onlyTypes(node),
      );
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    } else if (ts.isImportTypeNode(node)) add(node.argument, true);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `import { type A, type B } from …` imports no value either. */
function onlyTypes(node: ts.ImportDeclaration): boolean {
  const bindings = node.importClause?.namedBindings;
  if (node.importClause?.name || !bindings || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly);
}

const scriptsOf = (text: string): string =>
  [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n');

/** The layer of a file: the part of the layout that its imports are judged by. */
export function layerOf(path: string): string {
  if (path === 'main/index.ts') return 'entry';
  if (path === 'preload/index.ts') return 'preload';
  const layers = [
    'main/core',
    'main/node',
    'main/jobs',
    'main/lab',
    'main/doors',
    'preload/contract',
    'renderer',
    'resources',
  ];
  return layers.find((layer) => path.startsWith(`${layer}/`)) ?? dirname(path);
}
