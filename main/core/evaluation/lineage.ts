/** One thing on the way from raw source to score. */
export type LineageNode = {
  /** Its hash, or a name where it has none; unique within the lineage. */
  readonly id: string;
  readonly kind: 'source' | 'dataset' | 'model' | 'score';
  readonly title: string;
  /** A few words under the title: `554 texts`, `quality ≥ 0.6`, `pass@1 41.5 %`. */
  readonly note: string;
};

export type Lineage = {
  readonly nodes: readonly LineageNode[];
  /** Which node was made from which; both ends are nodes. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
};

/** Kinds that stand in a column of their own, in this order. */
const SHARING = ['model', 'score'] as const;

/**
 * The nodes in columns, so that every edge goes to the right: a node stands one column after the last of what it was
 * made from; nodes of a sharing kind share a column, by default the models one and the scores the last. Within a column a node stands by the mean place of what it was made from, so that few edges cross;
 * otherwise in the order given. An edge that would close a circle is left out of account.
 */
export function lineageColumns<Node extends { readonly id: string; readonly kind: string }>(
  { nodes, edges }: { readonly nodes: readonly Node[]; readonly edges: Lineage['edges'] },
  sharing: readonly string[] = SHARING,
): Node[][] {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map<string, string[]>();
  for (const { from, to } of edges) parents.set(to, [...(parents.get(to) ?? []), from]);
  const depths = new Map<string, number>();
  const depthOf = (id: string, above: ReadonlySet<string>): number => {
    const found = depths.get(id);
    if (found !== undefined) return found;
    const inside = new Set(above).add(id);
    const before = (parents.get(id) ?? []).filter((parent) => known.has(parent) && !inside.has(parent));
    const depth = Math.max(-1, ...before.map((parent) => depthOf(parent, inside))) + 1;
    depths.set(id, depth);
    return depth;
  };
  sharing.forEach((kind, at) => {
    const same = nodes.filter((node) => node.kind === kind);
    const deepest = Math.max(-1, ...same.map(({ id }) => depthOf(id, new Set())));
    for (const { id } of same) depths.set(id, deepest);
    // What follows may follow from those that were moved.
    const later = new Set<string>(sharing.slice(at + 1));
    for (const node of nodes) if (later.has(node.kind)) depths.delete(node.id);
  });
  const byDepth: Node[][] = [];
  for (const node of nodes) (byDepth[depthOf(node.id, new Set())] ??= []).push(node);
  const columns = byDepth.filter((column) => column !== undefined);
  const places = new Map<string, number>();
  for (const column of columns) {
    const wanted = new Map(
      column.map((node, index) => {
        const before = (parents.get(node.id) ?? []).flatMap((parent) => places.get(parent) ?? []);
        const mean = before.reduce((sum, place) => sum + place, 0) / before.length;
        return [node.id, before.length === 0 ? (index + 0.5) / column.length : mean];
      }),
    );
    column.sort((a, b) => wanted.get(a.id)! - wanted.get(b.id)!);
    column.forEach((node, index) => places.set(node.id, (index + 0.5) / column.length));
  }
  return columns;
}
