import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { dataFolder } from '../../files/user-folders.ts';
import { packageFolder } from '../../runtime/package-folder.ts';

/** `gpu` needs an NVIDIA card and computes on the CPU where it finds none. */
export type TensorFlowKind = 'cpu' | 'gpu';

/** tfjs-node's addon, ready to be loaded. */
export type TensorFlowLibrary = {
  readonly kind: TensorFlowKind;
  /** The native module, which finds TensorFlow's C library by its own path. */
  readonly addon: string;
  /** Folder of tfjs-node's package, with the kernels in JavaScript. */
  readonly kernels: string;
  readonly version: string;
  /** `built` by `npm run engines:tensorflow`; `stock` from the npm package's own install script. */
  readonly origin: 'built' | 'stock';
};

/** Written last into a folder that `engines:tensorflow` made; without it nothing there counts. */
export const libraryRecord = z.object({
  kind: z.enum(['cpu', 'gpu']),
  tensorflow: z.string(),
  addon: z.string(),
  kernels: z.string(),
});
export const RECORD_FILE = 'library.json';

/** An optional peer of the lab: who installs it beside the lab, with its own download, has it found. */
const STOCK_PACKAGE = '@tensorflow/tfjs-node-gpu';

/** TensorFlow of the stock download of tfjs-node 4.22, which never changed after it. */
const STOCK_VERSION = '2.9.1';

/** `HORNBOOK_TENSORFLOW`, else a folder in the place that the system keeps for a user's data. */
export function tensorFlowFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment['HORNBOOK_TENSORFLOW'];
  if (named !== undefined && named !== '') return named;
  return join(dataFolder(environment), 'tensorflow');
}

/** The library that was built for this kind, else (for a GPU) the one that the package's own script downloaded. */
export function findTensorFlow(
  kind: TensorFlowKind,
  environment: NodeJS.ProcessEnv = process.env,
): TensorFlowLibrary | null {
  return builtLibrary(join(tensorFlowFolder(environment), kind)) ?? (kind === 'gpu' ? stockLibrary() : null);
}

function builtLibrary(folder: string): TensorFlowLibrary | null {
  try {
    const record = libraryRecord.parse(JSON.parse(readFileSync(join(folder, RECORD_FILE), 'utf8')));
    const addon = join(folder, record.addon);
    return existsSync(addon)
      ? {
          kind: record.kind,
          addon,
          kernels: join(folder, record.kernels),
          version: record.tensorflow,
          origin: 'built',
        }
      : null;
  } catch {
    return null;
  }
}

function stockLibrary(): TensorFlowLibrary | null {
  const folder = packageFolder(STOCK_PACKAGE);
  if (folder === null) return null;
  // tfjs-node names the folder after the Node-API version that it was built for.
  for (let napi = Number(process.versions.napi); napi >= 3; napi--) {
    const addon = join(folder, 'lib', `napi-v${String(napi)}`, 'tfjs_binding.node');
    if (existsSync(addon)) {
      return { kind: 'gpu', addon, kernels: folder, version: STOCK_VERSION, origin: 'stock' };
    }
  }
  return null;
}
