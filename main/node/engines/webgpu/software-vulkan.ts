import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where browsers' packages put SwiftShader, a Vulkan driver that computes on the processor. */
const PLACES = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

/** SwiftShader's driver file on this machine, or null. */
export const softwareVulkan = (): string | null => PLACES.find((path) => existsSync(path)) ?? null;

/** Load now; and keep the library when the handle is closed, which Node does with one that is no addon. */
const RTLD_NOW_NODELETE = 0x1002;

/**
 * Makes this process take SwiftShader and no other Vulkan driver, for proving an engine where there is no GPU. To be
 * called before a GPU library is loaded. Older loaders read the second variable. The loader itself comes from beside
 * the driver, so that none need be installed: what a library later asks for by that name is then there already.
 */
export function useSoftwareVulkan(driver: string): void {
  Object.assign(process.env, { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver });
  const loader = join(dirname(driver), 'libvulkan.so.1');
  if (!existsSync(loader)) return;
  try {
    process.dlopen({ exports: {} }, loader, RTLD_NOW_NODELETE);
  } catch {
    // As foreseen: it is no addon. Whether it is there, the search for an adapter tells.
  }
}
