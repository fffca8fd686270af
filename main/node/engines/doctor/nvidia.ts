import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type NvidiaCard = { readonly name: string; readonly driver: string; readonly memoryMiB: number };

export type NvidiaReport =
  /** No driver was found, so a card, if there is one, cannot be used. */
  | { readonly state: 'none' }
  | { readonly state: 'found'; readonly cards: readonly NvidiaCard[] }
  /** The driver's own tool is there and fails. */
  | { readonly state: 'broken'; readonly why: string };

const TIMEOUT_MS = 5_000;

/** The NVIDIA cards of this machine, as their driver's `nvidia-smi` lists them. */
export async function findNvidia(tool = 'nvidia-smi'): Promise<NvidiaReport> {
  const query = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader,nounits'];
  try {
    const { stdout } = await promisify(execFile)(tool, query, { timeout: TIMEOUT_MS, windowsHide: true });
    const cards = cardsOf(stdout);
    return cards.length === 0 ? { state: 'none' } : { state: 'found', cards };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'none' };
    // What it says on standard output is its reason; the error of the call would repeat the command.
    const said = String((error as { stdout?: unknown }).stdout ?? '').trim();
    return {
      state: 'broken',
      why: said.split('\n')[0] || `nvidia-smi gave no answer within ${String(TIMEOUT_MS / 1000)} s`,
    };
  }
}

/** One card a line: `NVIDIA GeForce RTX 4090, 550.54.14, 24564`. */
export function cardsOf(table: string): NvidiaCard[] {
  return table
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter((cells) => cells.length === 3 && cells[0] !== '')
    .map(([name, driver, memory]) => ({ name: name!, driver: driver!, memoryMiB: Number(memory) }));
}
