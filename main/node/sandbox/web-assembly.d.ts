/** Node's types leave out the few web interfaces that the sandbox touches by name. */
declare namespace WebAssembly {
  function compile(bytes: Uint8Array): Promise<object>;
  function instantiate(source: unknown, imports?: unknown): Promise<unknown>;
  class Memory {
    constructor(size: { readonly initial: number });
    readonly buffer: ArrayBuffer;
  }
  type Module = object;
  const Module: new (bytes: Uint8Array) => Module;
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
