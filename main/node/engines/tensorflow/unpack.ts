import { Failure } from '../../../core/failure.ts';
import { lastLines, runTool } from './run-tool.ts';

/**
 * Takes from the wheels what the addon needs (TensorFlow's C library and headers, every shared library of NVIDIA's, the
 * licences) and from npm's archives all of each package. The wheels' folders stay as they were side by side, because the
 * libraries find one another by relative paths. Python does it: it is here already, and reads both formats.
 */
export async function unpack(
  python: string,
  folder: string,
  {
    wheels,
    archives,
  }: { readonly wheels: readonly string[]; readonly archives: Readonly<Record<string, string>> },
): Promise<void> {
  const given = JSON.stringify({ folder, wheels, archives });
  const result = await runTool(python, ['-c', SCRIPT, given]);
  if (result.state === 'done') return;
  const why = result.state === 'failed' ? lastLines(result.output, 1) : 'Python could not be started';
  throw new Failure('unpack-failed', `What was fetched could not be unpacked into ${folder}: ${why}`);
}

const SCRIPT = `
import json, os, re, sys, tarfile, zipfile
given = json.loads(sys.argv[1])
wanted = re.compile(
    r"tensorflow/(libtensorflow_(cc|framework)\\.|include/(tensorflow|tsl|xla)/|include/LICENSE)"
    r"|nvidia/.*\\.so|(tensorflow|nvidia)[^/]*\\.dist-info/(METADATA|licenses/|LICENSE)"
)
for path in given["wheels"]:
    with zipfile.ZipFile(path) as wheel:
        for name in wheel.namelist():
            if wanted.match(name):
                wheel.extract(name, given["folder"])
for target, path in given["archives"].items():
    root = os.path.join(given["folder"], target)
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            inside = os.path.normpath(member.name.split("/", 1)[-1])
            if member.isfile() and not inside.startswith(("..", "/")):
                os.makedirs(os.path.dirname(os.path.join(root, inside)), exist_ok=True)
                with open(os.path.join(root, inside), "wb") as file:
                    file.write(archive.extractfile(member).read())
`;
