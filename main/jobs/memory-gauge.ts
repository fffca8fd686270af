import { memoryUsage } from 'node:process';
import { openGpuMeter, type GpuMeter } from '../node/machine/gpu-load.ts';

/** What a process holds, and what all graphics cards hold where there are any, in bytes. */
export type MemoryReading = { readonly memoryBytes: number; readonly gpuMemoryBytes?: number };

const REST_MS = 1_000;
const MEBIBYTE = 2 ** 20;

/**
 * Reads this process's memory at most once a second, and the cards' as they are known then: between, and while they are
 * asked, it repeats what it knows. It never waits.
 */
export function memoryGauge(
  gpus: GpuMeter = openGpuMeter(),
  now: () => number = () => performance.now(),
): () => MemoryReading {
  let readAt = -Infinity;
  let memoryBytes = 0;
  let gpuMemoryBytes: number | undefined;
  return () => {
    if (now() - readAt >= REST_MS) {
      readAt = now();
      memoryBytes = memoryUsage.rss();
      void gpus.read().then((cards) => {
        const used = cards.flatMap(({ memoryUsedMiB }) => memoryUsedMiB ?? []);
        gpuMemoryBytes = used.length === 0 ? undefined : used.reduce((sum, one) => sum + one, 0) * MEBIBYTE;
      });
    }
    return gpuMemoryBytes === undefined ? { memoryBytes } : { memoryBytes, gpuMemoryBytes };
  };
}
