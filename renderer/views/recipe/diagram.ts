import type { PlannedStage } from '../../../preload/contract/recipe.ts';

export type StageId = PlannedStage['id'];
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type Edge = {
  readonly from: StageId;
  readonly to: StageId;
  readonly path: string;
  /** The arrow's head. */
  readonly tip: string;
  readonly width: number;
  readonly known: boolean;
};

/** Column and row of every stage, by how many leaves fit side by side; what feeds the text stands left of it. */
const PLACES: Readonly<Record<5 | 3 | 2 | 1, Readonly<Record<StageId, readonly [number, number]>>>> = {
  5: {
    import: [0, 0],
    filter: [1, 0],
    textbooks: [0, 1],
    exercises: [1, 1],
    decontaminate: [2, 0],
    tokenizer: [3, 0],
    train: [4, 0],
    evaluate: [3, 1],
    report: [4, 1],
  },
  3: {
    import: [0, 0],
    filter: [1, 0],
    textbooks: [0, 1],
    exercises: [1, 1],
    decontaminate: [2, 0],
    tokenizer: [2, 1],
    train: [0, 2],
    evaluate: [1, 2],
    report: [2, 2],
  },
  2: {
    import: [0, 0],
    filter: [1, 0],
    textbooks: [0, 1],
    exercises: [1, 1],
    decontaminate: [0, 2],
    tokenizer: [1, 2],
    train: [0, 3],
    evaluate: [1, 3],
    report: [0, 4],
  },
  1: {
    import: [0, 0],
    filter: [0, 1],
    textbooks: [0, 2],
    exercises: [0, 3],
    decontaminate: [0, 4],
    tokenizer: [0, 5],
    train: [0, 6],
    evaluate: [0, 7],
    report: [0, 8],
  },
};

const LEAF_HEIGHT = 196;
/** While no leaf has anything to show yet, only what each will do. */
const BLANK_LEAF_HEIGHT = 116;
const GAP_X = 30;
const GAP_Y = 58;
/** With one leaf beside another there is room between them; alone, lines that pass leaves by run at the left. */
const RAIL = 22;
/** Narrower than this, three lines of code can no longer be read. */
const MIN_LEAF = 190;

/** How many leaves stand side by side. */
export function columnsFor(width: number): 5 | 3 | 2 | 1 {
  const fits = (columns: number): boolean => width >= columns * MIN_LEAF + (columns - 1) * GAP_X;
  return ([5, 3, 2] as const).find(fits) ?? 1;
}

export type Diagram = {
  readonly boxes: ReadonlyMap<StageId, Box>;
  readonly height: number;
  readonly columns: 5 | 3 | 2 | 1;
};

/** Where each leaf stands, pixels from the diagram's top left corner. */
export function placeLeaves(width: number, stages: readonly StageId[], blank: boolean): Diagram {
  const columns = columnsFor(width);
  const leafHeight = blank ? BLANK_LEAF_HEIGHT : LEAF_HEIGHT;
  const rail = columns === 1 ? RAIL : 0;
  const gap = columns === 1 ? GAP_Y / 2 : GAP_Y;
  const leafWidth = (width - rail - (columns - 1) * GAP_X) / columns;
  const boxes = new Map(
    stages.map((stage): [StageId, Box] => {
      const [column, row] = PLACES[columns][stage];
      return [
        stage,
        {
          x: rail + column * (leafWidth + GAP_X),
          y: row * (leafHeight + gap),
          width: leafWidth,
          height: leafHeight,
        },
      ];
    }),
  );
  const height = Math.max(...[...boxes.values()].map((box) => box.y + box.height), 0);
  return { boxes, height, columns };
}

type Point = readonly [x: number, y: number];

/** 1.5 to 9 pixels: the share of the largest flow of bytes that passes. */
const widthOf = (bytes: number | null, most: number): number =>
  bytes === null || most === 0 ? 1.5 : 1.5 + 7.5 * (bytes / most);

type Flow = Pick<PlannedStage, 'id' | 'follows'> & {
  readonly bytesOut: number | null;
  readonly known: boolean;
};

/** The lines between leaves: straight to a neighbour, else through the gutters between the rows. */
export function edgesOf({ boxes, columns }: Diagram, stages: readonly Flow[]): readonly Edge[] {
  const most = Math.max(0, ...stages.map(({ bytesOut }) => bytesOut ?? 0));
  const places = PLACES[columns];
  return stages.flatMap(({ id: to, follows }) => {
    const turning = lanesOf(
      follows.filter((from) => !isNeighbour(places[from], places[to])),
      places,
    );
    const end = (stage: StageId): End => ({ box: boxes.get(stage)!, place: places[stage] });
    return follows.map((from) => {
      const { bytesOut, known } = stages.find(({ id }) => id === from)!;
      const lane = { at: turning.indexOf(from), of: turning.length };
      return drawn(
        { from, to, width: widthOf(bytesOut, most), known },
        pointsBetween(end(from), end(to), columns, lane),
      );
    });
  });
}

const isNeighbour = (from: readonly [number, number], to: readonly [number, number]): boolean =>
  (from[1] === to[1] && to[0] === from[0] + 1) || (from[0] === to[0] && to[1] === from[1] + 1);

/** Lines that come down before those that come up, these by column: so none crosses another on its way in. */
const lanesOf = (
  stages: readonly StageId[],
  places: Readonly<Record<StageId, readonly [number, number]>>,
): StageId[] =>
  [...stages].sort((one, other) => places[one][1] - places[other][1] || places[one][0] - places[other][0]);

type End = { readonly box: Box; readonly place: readonly [number, number] };
/** Which of the lines that turn into a leaf this is. */
type Lane = { readonly at: number; readonly of: number };

function pointsBetween(from: End, to: End, columns: number, lane: Lane): readonly Point[] {
  const [a, b] = [from.box, to.box];
  const fromRow = from.place[1];
  const [toColumn, toRow] = to.place;
  const share = (at: number, of: number, low: number, high: number): number =>
    of <= 1 ? (low + high) / 2 : low + ((high - low) * at) / (of - 1);
  if (isNeighbour(from.place, to.place)) {
    if (fromRow === toRow)
      return [
        [a.x + a.width, a.y + a.height / 2],
        [b.x, b.y + b.height / 2],
      ];
    const x = a.x + a.width * (columns === 1 ? 0.5 : 0.8);
    return [
      [x, a.y + a.height],
      [x, b.y],
    ];
  }
  if (columns === 1) {
    const x = share(lane.at, lane.of, 5, RAIL - 8);
    return [
      [a.x, a.y + a.height * 0.5],
      [x, a.y + a.height * 0.5],
      [x, b.y + b.height * share(lane.at, lane.of, 0.5, 0.35)],
      [b.x, b.y + b.height * share(lane.at, lane.of, 0.5, 0.35)],
    ];
  }
  const gutter = (row: number, box: Box, boxRow: number): number => {
    const top = box.y + (row - boxRow) * (box.height + GAP_Y) + box.height;
    return top + GAP_Y * share(lane.at, lane.of, 0.24, 0.7);
  };
  const out = a.x + a.width * 0.66;
  const into = b.x + b.width * share(lane.at, lane.of, 0.2, 0.56);
  if (toRow > fromRow + 1) {
    // Past the rows between: down through the gutter beside the column it is bound for.
    const beside =
      toColumn === 0 ? b.x + b.width + GAP_X * share(lane.at, lane.of, 0.3, 0.7) : b.x - GAP_X / 2;
    const [first, last] = [gutter(fromRow, a, fromRow), gutter(toRow - 1, a, fromRow)];
    return [
      [out, a.y + a.height],
      [out, first],
      [beside, first],
      [beside, last],
      [into, last],
      [into, b.y],
    ];
  }
  const down = toRow > fromRow;
  const row = toRow < fromRow ? toRow : fromRow;
  const y = gutter(row, a, fromRow);
  const leaves = toRow < fromRow ? a.y : a.y + a.height;
  return [
    [out, leaves],
    [out, y],
    [into, y],
    [into, down ? b.y : b.y + b.height],
  ];
}

const CORNER = 6;

function drawn(edge: Omit<Edge, 'path' | 'tip'>, points: readonly Point[]): Edge {
  const size = Math.max(5, edge.width * 0.75 + 2);
  const end = points.at(-1)!;
  const [dx, dy] = towards(points.at(-2)!, end);
  // The line ends under its head, so that a thick one does not show beside it.
  const shortened: Point = [end[0] - dx * (size - 1), end[1] - dy * (size - 1)];
  const [x, y] = end;
  const tip = `M${x} ${y}L${x - dx * size - dy * size} ${y - dy * size - dx * size}L${x - dx * size + dy * size} ${y - dy * size + dx * size}Z`;
  return { ...edge, path: rounded([...points.slice(0, -1), shortened]), tip };
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  return [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
}

/** A path along the points, its corners rounded. */
function rounded(points: readonly Point[]): string {
  const said = ([x, y]: Point): string => `${+x.toFixed(1)} ${+y.toFixed(1)}`;
  const steps = points.slice(1, -1).map((corner, at) => {
    const [before, after] = [points[at]!, points[at + 2]!];
    const reach = (other: Point): number =>
      Math.min(CORNER, Math.hypot(other[0] - corner[0], other[1] - corner[1]) / 2);
    const towardsBefore = towards(corner, before);
    const towardsAfter = towards(corner, after);
    const [r, s] = [reach(before), reach(after)];
    const into: Point = [corner[0] + towardsBefore[0] * r, corner[1] + towardsBefore[1] * r];
    const out: Point = [corner[0] + towardsAfter[0] * s, corner[1] + towardsAfter[1] * s];
    return `L${said(into)}Q${said(corner)} ${said(out)}`;
  });
  return `M${said(points[0]!)}${steps.join('')}L${said(points.at(-1)!)}`;
}
