/** Node's types leave out the one web interface that the sandbox touches by name. */
declare namespace WebAssembly {
  function instantiate(source: unknown, imports?: unknown): Promise<unknown>;
  const Memory: { readonly prototype: object };
}
