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
  if (driver !== null) useSoftwareVulkan(driver);
}
