import { countDefinitions } from './definition-counts.ts';
import type { FeatureName } from './feature-names.ts';
import { FEATURE_NAMES } from './feature-names.ts';
import { lineFeatures } from './line-features.ts';
import { countNames } from './name-counts.ts';
import { countNodes } from './node-counts.ts';
import { CONTROL_KINDS } from './node-roles.ts';
import type { SyntaxTree } from './syntax.ts';

/**
 * The features of a Python text, one number for each of {@link FEATURE_NAMES}, all finite: shares lie in
 * 0..1, densities are per 100 lines or statements. A share of nothing is 0.
 */
export function features(tree: SyntaxTree): Float64Array {
  const lines = lineFeatures(tree.text);
  const nodes = countNodes(tree);
  const names = countNames(tree);
  const defined = countDefinitions(tree);
  const definitions = defined.functions + defined.classes;
  const ofAllText = (characters: number): number => characters / Math.max(1, tree.text.length);
  const perName = (count: number): number => count / Math.max(1, names.total);
  const perFunction = (count: number): number => count / Math.max(1, defined.functions);
  const per100Lines = (count: number): number => (100 * count) / lines.count;
  const per100Statements = (count: number): number => (100 * count) / Math.max(1, nodes.statements);

  const values: Record<FeatureName, number> = {
    logBytes: Math.log2(1 + tree.text.length),
    meanLine: lines.characters / Math.max(1, lines.filled),
    blankShare: 1 - lines.filled / lines.count,
    duplicateLineShare: lines.repeated / Math.max(1, lines.filled),
    exampleDensity: per100Lines(lines.examples),
    commentShare: ofAllText(nodes.commentChars),
    docstringShare: ofAllText(defined.docstringChars),
    stringShare: ofAllText(Math.max(0, nodes.stringChars - defined.docstringChars)),
    documentedShare: defined.documented / Math.max(1, definitions),
    functionDensity: per100Lines(defined.functions),
    classDensity: per100Lines(defined.classes),
    freeFunctionShare: perFunction(defined.freeFunctions),
    meanFunctionLines: perFunction(defined.functionLines),
    longestFunctionLines: defined.longest,
    meanDepth: nodes.depthSum / Math.max(1, nodes.statements),
    deepest: nodes.deepest,
    meanNameLength: perName(names.characters),
    letterNameShare: perName(names.letters),
    wordNameShare: perName(names.words),
    privateNameShare: perName(names.private),
    constantNameShare: perName(names.constants),
    nameVariety: perName(names.distinct),
    selfShare: perName(names.self),
    attributeShare: perName(nodes.of.attributes),
    numberShare: nodes.of.numbers / Math.max(1, nodes.tokens),
    tableShare: nodes.tableTokens / Math.max(1, nodes.tokens),
    controlVariety: nodes.controls.size / CONTROL_KINDS,
    loopDensity: per100Statements(nodes.of.loops),
    branchDensity: per100Statements(nodes.of.branches),
    returnDensity: per100Statements(nodes.of.returns),
    exceptionDensity: per100Statements(nodes.of.exceptions),
    arithmeticDensity: per100Statements(nodes.of.arithmetic),
    callDensity: per100Statements(nodes.of.calls),
    importDensity: per100Lines(nodes.of.imports),
    decoratorDensity: per100Statements(nodes.of.decorators),
    recursionShare: perFunction(defined.recursive),
    testShare: Math.min(1, (defined.tests + nodes.of.assertions) / Math.max(1, definitions)),
    parseErrors: tree.hasErrors ? 1 : 0,
  };
  return Float64Array.from(FEATURE_NAMES, (name) => values[name]);
}
