import type { StageView } from '../../../preload/contract/recipe.ts';

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type Edge = {
  readonly path: string;
  readonly width: number;
  readonly known: boolean;
  readonly tip: string;
};

const LEAF_HEIGHT = 176;
/** While no leaf has anything to show yet, only what each will do. */
const BLANK_LEAF_HEIGHT = 112;
const GAP_X = 28;
const GAP_Y = 36;
/** Narrower than this, three lines of code can no longer be read. */
const MIN_LEAF = 196;

/**
 * How many leaves stand side by side: all that fit, then as few as keep the same number of rows, so
 * that nine leaves in a width for seven become 5 + 4 and not 7 + 2.
 */
export function columnsFor(width: number, leaves: number): number {
  const fit = Math.max(1, Math.min(leaves, Math.floor((width + GAP_X) / (MIN_LEAF + GAP_X))));
  const rows = Math.ceil(leaves / fit);
  return Math.ceil(leaves / rows);
}

/** Where each leaf stands, in reading order, pixels from the diagram's top left corner. */
export function placeLeaves(width: number, leaves: number, blank: boolean): readonly Box[] {
  const height = blank ? BLANK_LEAF_HEIGHT : LEAF_HEIGHT;
  const columns = columnsFor(width, leaves);
  const leafWidth = (width - (columns - 1) * GAP_X) / columns;
  return Array.from({ length: leaves }, (_, index) => ({
    x: (index % columns) * (leafWidth + GAP_X),
    y: Math.floor(index / columns) * (height + GAP_Y),
    width: leafWidth,
    height,
  }));
}

export function diagramHeight(boxes: readonly Box[]): number {
  return boxes.reduce((height, box) => Math.max(height, box.y + box.height), 0);
}

/**
 * The line from one leaf to the next: straight within a row; at a row's end down through the gutter and
 * back to the left. Its width, 1.5 to 9 pixels, is the share of the largest flow that passes.
 */
export function edgeBetween(from: Box, to: Box, bytes: number | null, mostBytes: number): Edge {
  const share = bytes === null || mostBytes === 0 ? 0 : bytes / mostBytes;
  const width = bytes === null ? 1.5 : 1.5 + 7.5 * share;
  const known = bytes !== null;
  const y1 = from.y + from.height / 2;
  const y2 = to.y + to.height / 2;
  const x1 = from.x + from.width;
  const ARROW = 5;
  if (from.y === to.y) {
    const end = to.x - ARROW;
    return { path: `M${x1} ${y1}H${end}`, width, known, tip: tipAt(to.x, y2, ARROW) };
  }
  const gutter = from.y + from.height + GAP_Y / 2;
  const middle = from.x + from.width / 2;
  const target = to.x + to.width / 2;
  const end = to.y - ARROW;
  const path = `M${middle} ${from.y + from.height}V${gutter}H${target}V${end}`;
  return {
    path,
    width: Math.min(width, 6),
    known,
    tip: `M${target - ARROW} ${end}H${target + ARROW}L${target} ${to.y}Z`,
  };
}

function tipAt(x: number, y: number, size: number): string {
  return `M${x - size} ${y - size}V${y + size}L${x} ${y}Z`;
}

/** What flows into stage `index + 1`: the stage's own figure, or the last one known before it. */
export function flowAfter(stages: readonly StageView[], index: number): number | null {
  return stages[index]?.bytesOut ?? null;
}

/** Where a leaf leads: the view in which what it made can be looked at. */
export function placeOf(stage: StageView): string {
  switch (stage.id) {
    case 'import':
      return '#/data/raw';
    case 'filter':
      return '#/data/kept';
    case 'textbooks':
      return '#/data/textbooks';
    case 'exercises':
      return '#/data/exercises';
    case 'decontaminate':
      return '#/data/exercises-clean';
    case 'tokenizer':
    case 'train':
      return '#/runs';
    case 'evaluate':
      return '#/evaluations';
    case 'report':
      return '#/report';
  }
}
