import { vi } from 'vitest';
import type { Sample } from './contract/engine-contract.ts';
import { softwareVulkan, useSoftwareVulkan } from '../../main/node/engines/webgpu/software-vulkan.ts';

const driver = softwareVulkan();

/** For the title of a test that is skipped: why, and what to do. */
export const withoutSoftwareGpu =
  driver === null ? ' (skipped: no SwiftShader; it comes with Debian’s package chromium)' : '';

/**
 * Gives this process SwiftShader as its only GPU: the same numbers everywhere, whatever card the machine has. Vitest
 * runs one file to a process, so it reaches no other.
 */
export function useSoftwareGpu(): void {
  if (driver === null) return;
  useSoftwareVulkan(driver);
  // Compiling one kernel can take it seconds, and other tests want the processor too.
  vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
}

/**
 * What of the contract an imitated GPU runs by default; all of it, in some minutes, with HORNBOOK_WHOLE_CONTRACT set.
 */
export function sampleOf(sample: Sample): { readonly sample?: Sample } {
  return process.env['HORNBOOK_WHOLE_CONTRACT'] ? {} : { sample };
}
