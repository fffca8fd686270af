/** The parts of Pyodide's Emscripten module that the sandbox uses. Pointers are byte offsets into the WASM heap. */
export type Pointer = number;

export type EmscriptenModule = {
  readonly HEAP8: Int8Array;
  readonly HEAPU8: Uint8Array;
  readonly HEAPU32: Uint32Array;
  readonly memory: WebAssembly.Memory;
  readonly FS: FileSystem;
  readonly _Py_EMSCRIPTEN_SIGNAL_HANDLING: Pointer;
  readonly _PyImport_Inittab: Pointer;
  stringToNewUTF8(text: string): Pointer;
  UTF8ToString(at: Pointer): string;
  stackSave(): Pointer;
  stackRestore(at: Pointer): void;
  PyProxy_getPtr(proxy: unknown): Pointer;
  _emscripten_stack_get_end(): Pointer;
  _free(at: Pointer): void;
  _sbrk(bytes: number): Pointer;
  _strlen(text: Pointer): number;
  _hiwire_num_refs(): number;
  _Py_IncRef(object: Pointer): void;
  _Py_DecRef(object: Pointer): void;
  _PyErr_Clear(): void;
  _PyErr_GetRaisedException(): Pointer;
  _PyEval_EvalCode(code: Pointer, globals: Pointer, locals: Pointer): Pointer;
  _PyObject_CallNoArgs(callable: Pointer): Pointer;
  _PyObject_CallOneArg(callable: Pointer, argument: Pointer): Pointer;
  _PyTuple_GetItem(tuple: Pointer, index: number): Pointer;
  _PyUnicode_AsUTF8(text: Pointer): Pointer;
  _PyUnicode_DecodeUTF8(bytes: Pointer, byteCount: number, errors: Pointer): Pointer;
};

export type FileNode = {
  readonly name: string;
  mode: number;
  readonly contents: unknown;
  usedBytes?: number;
  stream_ops: Readonly<Record<string, unknown>>;
  node_ops: {
    readonly getattr: unknown;
    readonly setattr: (node: FileNode, attributes: { readonly size?: number }) => void;
  };
};

export type FileSystem = {
  readonly ErrnoError: new (code: number) => Error;
  readonly streams: ({ readonly fd: number; position: number } | null | undefined)[];
  readonly root: { readonly mount: { readonly mounts: readonly unknown[] } };
  cwd(): string;
  chdir(path: string): void;
  readdir(path: string): string[];
  readFile(path: string): Uint8Array;
  writeFile(path: string, data: Uint8Array): void;
  mkdir(path: string): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  chmod(path: string, mode: number, dontFollow?: boolean): void;
  isDir(mode: number): boolean;
  isFile(mode: number): boolean;
  lookupPath(path: string, options: { follow: boolean }): { node: FileNode };
  closeStream(fd: number): void;
  makedev(major: number, minor: number): number;
  registerDevice(device: number, operations: DeviceOperations): void;
  mkdev(path: string, mode: number, device: number): void;
};

/** Reads and writes give the number of bytes; `heap` is the interpreter's memory and `offset` where the caller's buffer lies in it. */
export type DeviceOperations = {
  open(stream: { seekable?: boolean }): void;
  read(stream: unknown, heap: Int8Array, offset: number, length: number): number;
  write(stream: unknown, heap: Int8Array, offset: number, length: number): number;
};
