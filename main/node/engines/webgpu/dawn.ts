import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Dawn from 'webgpu';
import { Failure } from '../../../core/failure.ts';
import { packageFolder } from '../../runtime/package-folder.ts';

/** A GPU as its driver names it. */
export type AdapterName = {
  readonly name: string;
  /** It computes on the processor: right, and slower than the CPU engines. */
  readonly software: boolean;
};

export type OpenAdapter = {
  readonly adapter: GPUAdapter;
  readonly name: AdapterName;
};

/** A place for `navigator.gpu`; Node's own navigator has none. */
type Host = { readonly navigator: { gpu?: GPU } };

let open = 0;

/**
 * Held for as long as the process lives. Dawn's events are fetched in an immediate that holds the instance by a bare
 * pointer; were the instance collected before that runs, as happened on a busy machine, the process would abort.
 */
let instance: GPU | undefined;

/** Why Dawn cannot be used in this process; null in plain Node. Electron allows no memory outside its own heap. */
export function dawnRefusal(versions: NodeJS.ProcessVersions = process.versions): string | null {
  return versions['electron'] === undefined
    ? null
    : 'Electron refuses the memory that the npm package webgpu maps; in the desktop app use onnxruntime-webgpu, or use the browser door or the command line.';
}

/** Opens WebGPU in Node: Dawn from the `webgpu` package, put where libraries for the browser look for it. */
export async function openDawn(): Promise<OpenAdapter> {
  const refusal = dawnRefusal();
  if (refusal !== null) throw new Failure('engine-missing', refusal);
  const { create, globals } = loadDawn();
  const host = globalThis as unknown as Host;
  if (host.navigator.gpu === undefined) {
    Object.assign(globalThis, globals);
    instance ??= create([]);
    Object.defineProperty(host.navigator, 'gpu', { value: instance, configurable: true });
  }
  const adapter = await host.navigator.gpu!.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    releaseDawn();
    throw new Failure('engine-missing', noAdapter());
  }
  open += 1;
  return { adapter, name: nameOf(adapter.info) };
}

/** Lets go of Dawn when nobody uses it any more: while `navigator.gpu` is there, the process does not end by itself. */
export function closeDawn(): void {
  open -= 1;
  if (open === 0) releaseDawn();
}

function releaseDawn(): void {
  delete (globalThis as unknown as Host).navigator.gpu;
}

/** By its folder and not by an import: a bundler would take the package in and leave its native part behind. */
function loadDawn(): typeof Dawn {
  const folder = packageFolder('webgpu');
  if (folder === null) {
    throw new Failure('engine-missing', 'The optional package webgpu is not installed; run npm ci.');
  }
  try {
    return createRequire(join(folder, 'package.json'))('webgpu') as typeof Dawn;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    throw new Failure(
      'engine-missing',
      `Dawn, the WebGPU of the npm package webgpu, could not be loaded (${why}); use another engine.`,
      { cause },
    );
  }
}

function nameOf(info: GPUAdapterInfo): AdapterName {
  const name = info.description || info.device || [info.vendor, info.architecture].filter(Boolean).join(' ');
  const all = `${name} ${info.architecture} ${info.vendor}`;
  return { name: name || 'unnamed GPU', software: /swiftshader|llvmpipe|lavapipe|basic render/i.test(all) };
}

/** The sentence for a machine on which WebGPU has nothing to run on. */
export function noAdapter(): string {
  return process.platform === 'linux'
    ? 'WebGPU found no GPU: install the Vulkan driver of your card (on Debian and Ubuntu: apt install libvulkan1 mesa-vulkan-drivers, or NVIDIA’s own driver).'
    : 'WebGPU found no GPU; update the driver of your graphics card.';
}
