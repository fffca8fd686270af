import type { FileNode, FileSystem } from './emscripten.ts';
import { sameBytes } from './same-bytes.ts';

type SavedFile = {
  readonly kind: 'file';
  readonly mode: number;
  readonly bytes: Uint8Array;
  /** The file that `seal` has closed, where it has: while it stands there its bytes are these. */
  readonly sealed: FileNode | null;
};
type SavedEntry = SavedFile | { readonly kind: 'folder'; readonly mode: number } | { readonly kind: 'other' };

/** From this size on a file is sealed rather than compared after every program: the standard library's archive. */
const sealedBytes = 65_536;
const readOnlyFileSystem = 69;

/** Takes from one file every way to change its bytes. It can still be removed, and another put in its place. */
function seal(fs: FileSystem, node: FileNode): void {
  const { llseek, read, mmap } = node.stream_ops;
  node.stream_ops = Object.freeze({ llseek, read, mmap });
  const { getattr, setattr } = node.node_ops;
  node.node_ops = Object.freeze({
    getattr,
    setattr(target: FileNode, attributes: { readonly size?: number }) {
      if (attributes.size !== undefined) throw new fs.ErrnoError(readOnlyFileSystem);
      setattr(target, attributes);
    },
  });
}

/** The interpreter's in-memory files as they were when its heap was saved. Emscripten keeps them outside that heap. */
export type SavedFiles = {
  readonly entries: ReadonlyMap<string, SavedEntry>;
  readonly cwd: string;
  readonly streamCount: number;
  readonly mountCount: number;
};

/** Devices and pseudo-files cannot be created or removed in a way that the next program would see. */
const skipped = new Set(['/dev', '/proc']);

const nothing = new Uint8Array();

type Looked = {
  readonly kind: 'file' | 'folder' | 'other';
  readonly mode: number;
  readonly bytes: Uint8Array;
  readonly node: FileNode;
};

/** A cheap look at one path; `contents` of a MEMFS file is the buffer itself, so nothing is copied. */
function look(fs: FileSystem, path: string): Looked {
  const node = fs.lookupPath(path, { follow: false }).node;
  if (fs.isDir(node.mode)) return { kind: 'folder', mode: node.mode, bytes: nothing, node };
  if (!fs.isFile(node.mode)) return { kind: 'other', mode: node.mode, bytes: nothing, node };
  const contents = node.contents instanceof Uint8Array ? node.contents : nothing;
  return { kind: 'file', mode: node.mode, bytes: contents.subarray(0, node.usedBytes ?? 0), node };
}

function* walk(fs: FileSystem, folder: string): Generator<readonly [path: string, found: Looked]> {
  for (const name of fs.readdir(folder)) {
    if (name === '.' || name === '..') continue;
    const path = folder === '/' ? `/${name}` : `${folder}/${name}`;
    if (skipped.has(path)) continue;
    const found = look(fs, path);
    yield [path, found];
    if (found.kind === 'folder') yield* walk(fs, path);
  }
}

export function saveFiles(fs: FileSystem): SavedFiles {
  const entries = new Map<string, SavedEntry>();
  for (const [path, { kind, mode, bytes, node }] of walk(fs, '/')) {
    if (kind === 'file') {
      const sealed = bytes.length >= sealedBytes ? node : null;
      if (sealed) seal(fs, sealed);
      entries.set(path, { kind, mode, bytes: sealed ? bytes : bytes.slice(), sealed });
    } else entries.set(path, kind === 'folder' ? { kind, mode } : { kind });
  }
  return { entries, cwd: fs.cwd(), streamCount: openStreams(fs), mountCount: fs.root.mount.mounts.length };
}

const openStreams = (fs: FileSystem) => fs.streams.reduce((count, stream) => count + (stream ? 1 : 0), 0);

/**
 * Puts the files back as they were. False when that is not possible (a standard stream was closed, a
 * file system was mounted): the interpreter must then be replaced.
 */
export function restoreFiles(fs: FileSystem, saved: SavedFiles): boolean {
  if (fs.root.mount.mounts.length !== saved.mountCount) return false;
  for (let fd = fs.streams.length - 1; fd >= 3; fd--) if (fs.streams[fd]) fs.closeStream(fd);
  if (openStreams(fs) !== saved.streamCount) return false;
  const seen = new Set<string>();
  const extra: string[] = [];
  for (const [path, now] of walk(fs, '/')) {
    const before = saved.entries.get(path);
    if (before?.kind !== now.kind) {
      extra.push(path);
      continue;
    }
    seen.add(path);
    if (before.kind === 'other') continue;
    if (before.mode !== now.mode) fs.chmod(path, before.mode, true);
    if (before.kind === 'file' && before.sealed !== now.node && !sameBytes(before.bytes, now.bytes))
      fs.writeFile(path, before.bytes.slice());
  }
  for (const path of extra.reverse()) {
    if (look(fs, path).kind === 'folder') fs.rmdir(path);
    else fs.unlink(path);
  }
  for (const [path, before] of saved.entries) {
    if (seen.has(path)) continue;
    if (before.kind === 'folder') fs.mkdir(path);
    else if (before.kind === 'file') fs.writeFile(path, before.bytes.slice());
    else return false;
  }
  fs.chdir(saved.cwd);
  return true;
}
