import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../core/failure.ts';
import { writeFolder } from '../../files/atomic-folder.ts';
import { compileAddon, findCompiler } from './compile-addon.ts';
import { fetchSource, sourcePackages, type SourcePackage } from './fetch-sources.ts';
import { fetchWheels, findPython, TENSORFLOW_VERSION } from './fetch-wheels.ts';
import {
  findTensorFlow,
  RECORD_FILE,
  tensorFlowFolder,
  type TensorFlowKind,
  type TensorFlowLibrary,
} from './library.ts';
import { lastLines, runTool } from './run-tool.ts';
import { unpack } from './unpack.ts';

export type TensorFlowBuild = {
  readonly kind: TensorFlowKind;
  readonly python?: string;
  readonly version?: string;
  readonly onNote: (sentence: string) => void;
};

const ADDON = 'tfjs_binding.node';

/**
 * Builds tfjs-node's own addon against the C library inside PyPI's TensorFlow, into the user's data folder. tfjs-node's
 * stock download is TensorFlow 2.9 for CUDA 11 from a host that firewalls block; this takes a current one for CUDA 12
 * from PyPI. Everything that can be missing is looked for before the first byte is fetched.
 */
export async function buildTensorFlow(options: TensorFlowBuild): Promise<TensorFlowLibrary> {
  const { kind, version = TENSORFLOW_VERSION, onNote } = options;
  assertSupported();
  const [python, compiler] = [await findPython(options.python), await findCompiler()];
  const target = join(tensorFlowFolder(), kind);
  await writeFolder(target, async (folder) => {
    const fetched = join(folder, 'fetched');
    mkdirSync(fetched);
    onNote('Fetching tfjs-node’s sources from the npm registry …');
    const archives: Record<string, string> = {};
    for (const source of Object.values(sourcePackages)) {
      archives[placeOf(source)] = await fetchSource(source, fetched);
    }
    onNote(`Fetching TensorFlow ${version} from PyPI (${kind === 'gpu' ? '3.4 GB with CUDA' : '270 MB'}) …`);
    const wheels = await fetchWheels(python, kind, version, fetched);
    onNote('Unpacking …');
    await unpack(python, folder, { wheels, archives });
    rmSync(fetched, { recursive: true });
    onNote(`Compiling tfjs-node’s addon with ${compiler} …`);
    const tensorflow = join(folder, 'tensorflow');
    const tfjsNode = join(folder, placeOf(sourcePackages.tfjsNode));
    const nodeApi = join(folder, placeOf(sourcePackages.nodeApi));
    await compileAddon(compiler, { tfjsNode, nodeApi, tensorflow }, join(folder, ADDON));
    rmSync(join(tensorflow, 'include'), { recursive: true });
    onNote('Loading it once …');
    const record = {
      kind,
      tensorflow: await tryAddon(join(folder, ADDON)),
      addon: ADDON,
      kernels: placeOf(sourcePackages.tfjsNode),
    };
    writeFileSync(join(folder, RECORD_FILE), `${JSON.stringify(record)}\n`);
  });
  return findTensorFlow(kind)!;
}

/** As npm would lay it, so that the packages find one another. */
const placeOf = ({ name }: SourcePackage): string => `node_modules/${name}`;

function assertSupported(): void {
  if (process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64')) return;
  throw new Failure(
    'unsupported-system',
    `PyPI’s TensorFlow brings a C library that can be linked against on Linux (x64, arm64) only, and this is ${process.platform} ${process.arch}; use the WebGPU engine here.`,
  );
}

/** In a process of its own: what a library that does not fit does to its process must not happen to this one. */
async function tryAddon(addon: string): Promise<string> {
  const script = `process.stdout.write(require(${JSON.stringify(addon)}).TF_Version)`;
  const result = await runTool(process.execPath, ['-e', script]);
  if (result.state === 'done') return lastLines(result.output, 1);
  const why = result.state === 'failed' ? lastLines(result.output) : 'Node could not be started';
  throw new Failure('addon-broken', `The addon was compiled but does not load: ${why}`);
}
