import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What one NVIDIA card does now; null where the card does not say. */
export type GpuLoad = {
  readonly name: string;
  /** Share of 1. */
  readonly utilisation: number | null;
  readonly memoryUsedMiB: number | null;
  readonly memoryTotalMiB: number | null;
  /** Degrees Celsius. */
  readonly temperature: number | null;
  readonly powerWatts: number | null;
  readonly powerLimitWatts: number | null;
};

const FIELDS = [
  'name',
  'utilization.gpu',
  'memory.used',
  'memory.total',
  'temperature.gpu',
  'power.draw',
  'power.limit',
] as const;

/**
 * One card a line: `NVIDIA GeForce RTX 4090, 97, 18211, 24564, 71, 412.30, 450.00`. A value that the card lacks is
 * written `[N/A]` or `[Not Supported]`.
 */
export function gpuLoadsOf(table: string): GpuLoad[] {
  const number = (cell: string | undefined): number | null =>
    cell !== undefined && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : null;
  return table
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter((cells) => cells.length === FIELDS.length && cells[0] !== '')
    .map(([name, utilisation, used, total, temperature, power, limit]) => {
      const busy = number(utilisation);
      return {
        name: name!,
        utilisation: busy === null ? null : busy / 100,
        memoryUsedMiB: number(used),
        memoryTotalMiB: number(total),
        temperature: number(temperature),
        powerWatts: number(power),
        powerLimitWatts: number(limit),
      };
    });
}

export type GpuMeter = { read(): Promise<readonly GpuLoad[]> };

const REST_MS = 5_000;
const TIMEOUT_MS = 4_000;

/**
 * Asks `nvidia-smi` at most every five seconds and never twice at a time; between, it repeats what it knows. Where the
 * tool is not there it is not asked again.
 */
export function openGpuMeter(tool = 'nvidia-smi', now: () => number = Date.now): GpuMeter {
  let known: readonly GpuLoad[] = [];
  let askedAt = -Infinity;
  let absent = false;
  const query = [`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits'];
  return {
    async read() {
      if (absent || now() - askedAt < REST_MS) return known;
      askedAt = now();
      try {
        const { stdout } = await promisify(execFile)(tool, query, { timeout: TIMEOUT_MS, windowsHide: true });
        known = gpuLoadsOf(stdout);
      } catch (error) {
        absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
        known = [];
      }
      return known;
    },
  };
}
