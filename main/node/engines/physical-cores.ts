import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * Cores that do arithmetic on their own: hyper-threads of one core share its multipliers, so two of them run a matrix
 * product no faster than one. Where the system does not tell, every processor this process may use counts.
 */
export function physicalCores(): number {
  const available = availableParallelism();
  const siblings = new Set<string>();
  for (let cpu = 0; ; cpu++) {
    const path = `/sys/devices/system/cpu/cpu${String(cpu)}/topology/thread_siblings_list`;
    if (!existsSync(path)) break;
    siblings.add(readFileSync(path, 'utf8').trim());
  }
  return siblings.size === 0 ? available : Math.min(available, siblings.size);
}
