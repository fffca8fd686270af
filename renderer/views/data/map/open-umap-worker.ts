/** A map takes seconds to lay out, which the page must not wait for. */
export function openUmapWorker(): Worker {
  return new Worker(new URL('./umap-worker.ts', import.meta.url), { type: 'module' });
}
