/**
 * Makes the functions of an object, and of the objects below it, impossible to replace. Python that found
 * its way to Pyodide's module could otherwise put its own code where the next program is compiled or run.
 */
export function pinFunctions(
  target: object,
  isProxy: (value: object) => boolean,
  depth = 3,
  seen = new Set<object>(),
): void {
  // A proxy stands for a Python object: looking at it would run Python.
  if (seen.has(target) || ArrayBuffer.isView(target) || isProxy(target)) return;
  seen.add(target);
  for (const name of Object.getOwnPropertyNames(target)) {
    const property = Object.getOwnPropertyDescriptor(target, name);
    if (!property || !('value' in property)) continue;
    const value: unknown = property.value;
    if (typeof value === 'function' && property.configurable) {
      Object.defineProperty(target, name, { value, writable: false, configurable: false });
    } else if (typeof value === 'object' && value !== null && depth > 0)
      pinFunctions(value, isProxy, depth - 1, seen);
  }
}
