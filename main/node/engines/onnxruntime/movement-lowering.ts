import type { LoweringRules } from './lowering-rule.ts';
import { elementType } from './proto.ts';

/** Lowering of the primitives that only move elements. */
export const movementLowering: Pick<
  LoweringRules,
  'reshape' | 'transpose' | 'slice' | 'pad' | 'concat' | 'broadcast' | 'gather' | 'scatterAdd'
> = {
  reshape: (graph, [x], [y], { shape }) => {
    graph.node('Reshape', [x!.name, graph.integers(shape)], { outputs: [y!.name] });
  },
  transpose: (graph, [x], [y], { permutation }) => {
    graph.node('Transpose', [x!.name], { attributes: { perm: permutation }, outputs: [y!.name] });
  },
  slice: (graph, [x], [y], { starts, limits }) => {
    const axes = starts.flatMap((start, axis) =>
      start === 0 && limits[axis] === x!.type.shape[axis] ? [] : [axis],
    );
    if (axes.length === 0) {
      graph.node('Identity', [x!.name], { outputs: [y!.name] });
      return;
    }
    const pick = (list: readonly number[]): string => graph.integers(axes.map((axis) => list[axis]!));
    graph.node('Slice', [x!.name, pick(starts), pick(limits), graph.integers(axes)], { outputs: [y!.name] });
  },
  pad: (graph, [x], [y], { low, high }) => {
    graph.node('Pad', [x!.name, graph.integers([...low, ...high])], { outputs: [y!.name] });
  },
  concat: (graph, parts, [y], { axis }) => {
    const names = parts.map((part) => part.name);
    graph.node('Concat', names, { attributes: { axis }, outputs: [y!.name] });
  },
  broadcast: (graph, [x], [y], { shape }) => {
    graph.node('Expand', [x!.name, graph.integers(shape)], { outputs: [y!.name] });
  },
  gather: (graph, [table, indices], [y]) => {
    graph.node('Gather', [table!.name, indices!.name], { attributes: { axis: 0 }, outputs: [y!.name] });
  },
  // ScatterElements adds in order on one thread, so repeated indices give the same bits every time. ScatterND is
  // faster but splits the updates among threads, which is only sound when no index repeats or there is but one thread.
  scatterAdd: (graph, [into, indices, updates], [y], { uniqueIndices }) => {
    const rowRank = into!.type.shape.length - 1;
    const rowsOfOne = [...indices!.type.shape, ...new Array<number>(rowRank).fill(1)];
    if ((uniqueIndices || graph.serial) && rowRank > 0) {
      const wide = graph.node('Cast', [indices!.name], { attributes: { to: elementType.i64 } });
      const places = graph.node('Reshape', [wide, graph.integers([...indices!.type.shape, 1])]);
      graph.node('ScatterND', [into!.name, places, updates!.name], {
        attributes: { reduction: 'add' },
        outputs: [y!.name],
      });
      return;
    }
    // ScatterElements wants as many axes in the indices as in the data: those of the indices are joined into one.
    const rows = indices!.type.shape.reduce((product, extent) => product * extent, 1);
    const rowShape = into!.type.shape.slice(1);
    let places = indices!.name;
    let added = updates!.name;
    if (indices!.type.shape.length !== 1) {
      places = graph.node('Reshape', [places, graph.integers([rows])]);
      added = graph.node('Reshape', [added, graph.integers([rows, ...rowShape])]);
    }
    if (rowRank > 0) {
      places = graph.node('Reshape', [places, graph.integers([rows, ...rowsOfOne.slice(-rowRank)])]);
      places = graph.node('Expand', [places, graph.integers([rows, ...rowShape])]);
    }
    graph.node('ScatterElements', [into!.name, places, added], {
      attributes: { axis: 0, reduction: 'add' },
      outputs: [y!.name],
    });
  },
};
