import { UMAP } from 'umap-js';

export type UmapTask = {
  /** [count · width] */
  readonly vectors: Float32Array<ArrayBuffer>;
  readonly count: number;
  readonly width: number;
};
export type UmapNews =
  | { readonly state: 'working'; readonly share: number }
  /** [count · 2], x and y in 0..1. */
  | { readonly state: 'done'; readonly points: Float32Array<ArrayBuffer> };

/** The same sample gives the same map. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const tell = (news: UmapNews): void => {
  self.postMessage(news);
};

self.onmessage = ({ data }: MessageEvent<UmapTask>): void => {
  const { vectors, count, width } = data;
  const rows = Array.from({ length: count }, (_, at) => [...vectors.subarray(at * width, (at + 1) * width)]);
  const neighbours = Math.max(2, Math.min(15, count - 1));
  const umap = new UMAP({ nComponents: 2, nNeighbors: neighbours, minDist: 0.1, random: seeded(1) });
  const epochs = umap.initializeFit(rows);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    umap.step();
    if (epoch % 20 === 0) tell({ state: 'working', share: epoch / epochs });
  }
  tell({ state: 'done', points: scaled(umap.getEmbedding()) });
};

/** Into the unit square, with a little room at its edges. */
function scaled(embedding: readonly (readonly number[])[]): Float32Array<ArrayBuffer> {
  const points = new Float32Array(embedding.length * 2);
  for (const axis of [0, 1]) {
    const values = embedding.map((point) => point[axis]!);
    const low = Math.min(...values);
    const spread = Math.max(...values) - low || 1;
    values.forEach((value, at) => {
      points[2 * at + axis] = 0.02 + (0.96 * (value - low)) / spread;
    });
  }
  return points;
}
