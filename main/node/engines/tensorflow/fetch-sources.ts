import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../core/failure.ts';
import { lastLines, runTool, type ToolResult } from './run-tool.ts';

export type SourcePackage = {
  readonly name: string;
  readonly version: string;
  /** As the npm registry states it; a download that differs is refused. */
  readonly sha512: string;
};

/**
 * tfjs-node's kernels and the sources of its addon, the headers of Node-API, and the one package that its kernels load.
 * They are taken when they are needed and are no part of the lab's own install: npm before 11.19 knows no way to keep
 * tfjs-node-gpu's install script from downloading 400 MB on every machine.
 */
export const sourcePackages = {
  tfjsNode: {
    name: '@tensorflow/tfjs-node-gpu',
    version: '4.22.0',
    sha512: 'p//NN6DGiN4hInUmIkRffaFVMcdTREUMjPyjW04J7OXvB2zBlQimj61eFKSgRrH3f5TnOfKzb0n56he/B6a4bw==',
  },
  nodeApi: {
    name: 'node-api-headers',
    version: '1.9.0',
    sha512: '2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
  },
  protobuf: {
    name: 'google-protobuf',
    version: '3.21.4',
    sha512: 'MnG7N936zcKTco4Jd2PX2U96Kf9PxygAPKBug+74LHzmHXmceN16MmRcdgZv+DGef/S9YvQAfRsNCn4cjf9yyQ==',
  },
} as const satisfies Readonly<Record<string, SourcePackage>>;

/** Fetches a package's archive from the npm registry into `folder`, without running anything of it, and checks it. */
export async function fetchSource({ name, version, sha512 }: SourcePackage, folder: string): Promise<string> {
  const args = [
    'pack',
    `${name}@${version}`,
    '--pack-destination',
    folder,
    '--ignore-scripts',
    '--loglevel=error',
  ];
  const result = await runNpm(args);
  const archive = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  if (result.state !== 'done' || !existsSync(archive)) {
    const why = result.state === 'missing' ? 'npm could not be started' : lastLines(result.output);
    throw new Failure('download-failed', `npm could not fetch ${name} ${version}: ${why}`);
  }
  const found = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (found === sha512) return archive;
  throw new Failure(
    'download-differs',
    `The registry gave another ${name} ${version} than the one that was published (sha512 ${found.slice(0, 12)}…); it was not used.`,
  );
}

/** npm as it was called, else the one on the path. */
function runNpm(args: readonly string[]): Promise<ToolResult> {
  const script = process.env['npm_execpath'];
  return script?.endsWith('.js') && existsSync(script)
    ? runTool(process.execPath, [script, ...args])
    : runTool('npm', args);
}
