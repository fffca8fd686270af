import { Buffer } from 'node:buffer';
import type { FileSystem } from './emscripten.ts';

type SavedFile = { readonly kind: 'file'; readonly mode: number; readonly bytes: Uint8Array };
type SavedEntry = SavedFile | { readonly kind: 'folder'; readonly mode: number } | { readonly kind: 'other' };

/** The interpreter's in-memory files as they were when its heap was saved. Emscripten keeps them outside that heap. */
export type SavedFiles = {
  readonly entries: ReadonlyMap<string, SavedEntry>;
  readonly cwd: string;
  readonly streamCount: number;
  readonly mountCount: number;
};

/** Devices and pseudo-files cannot be created or removed in a way that the next program would see. */
const skipped = new Set(['/dev', '/proc']);

/** A cheap look at one path; `contents` of a MEMFS file is the buffer itself, so nothing is copied. */
function look(
  fs: FileSystem,
  path: string,
): { kind: 'file' | 'folder' | 'other'; mode: number; bytes: Uint8Array } {
  const node = fs.lookupPath(path, { follow: false }).node;
  if (fs.isDir(node.mode)) return { kind: 'folder', mode: node.mode, bytes: new Uint8Array() };
  if (!fs.isFile(node.mode)) return { kind: 'other', mode: node.mode, bytes: new Uint8Array() };
  const contents = node.contents instanceof Uint8Array ? node.contents : new Uint8Array();
  return { kind: 'file', mode: node.mode, bytes: contents.subarray(0, node.usedBytes ?? 0) };
}

function* walk(fs: FileSystem, folder: string): Generator<string> {
  for (const name of fs.readdir(folder)) {
    if (name === '.' || name === '..') continue;
    const path = folder === '/' ? `/${name}` : `${folder}/${name}`;
    if (skipped.has(path)) continue;
    yield path;
    if (look(fs, path).kind === 'folder') yield* walk(fs, path);
  }
}

export function saveFiles(fs: FileSystem): SavedFiles {
  const entries = new Map<string, SavedEntry>();
  for (const path of walk(fs, '/')) {
    const { kind, mode, bytes } = look(fs, path);
    entries.set(
      path,
      kind === 'file' ? { kind, mode, bytes: bytes.slice() } : kind === 'folder' ? { kind, mode } : { kind },
    );
  }
  return { entries, cwd: fs.cwd(), streamCount: openStreams(fs), mountCount: fs.root.mount.mounts.length };
}

const openStreams = (fs: FileSystem) => fs.streams.reduce((count, stream) => count + (stream ? 1 : 0), 0);

// Bound before the globals are closed; the standard library's archive makes this the restore's second cost.
const compareBytes = Buffer.compare.bind(Buffer);
const sameBytes = (a: Uint8Array, b: Uint8Array) => a.byteLength === b.byteLength && compareBytes(a, b) === 0;

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
  for (const path of walk(fs, '/')) {
    const before = saved.entries.get(path);
    const now = look(fs, path);
    if (before?.kind !== now.kind) {
      extra.push(path);
      continue;
    }
    seen.add(path);
    if (before.kind === 'other') continue;
    if (before.mode !== now.mode) fs.chmod(path, before.mode, true);
    if (before.kind === 'file' && !sameBytes(before.bytes, now.bytes))
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
