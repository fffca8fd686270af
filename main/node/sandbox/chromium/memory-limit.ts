/** WebAssembly's section of memories. */
const memorySection = 5;
const wasmPageBytes = 65_536;

type Varint = { readonly value: number; readonly end: number };

function varint(bytes: Uint8Array, from: number): Varint {
  let value = 0;
  for (let at = from, factor = 1; ; at++, factor *= 128) {
    const byte = bytes[at];
    if (byte === undefined) throw new Error('The WebAssembly ends in the middle of a number.');
    value += (byte & 127) * factor;
    if (byte < 128) return { value, end: at + 1 };
  }
}

/**
 * A copy of a WebAssembly module whose memory can grow to so many bytes and no further, whatever it asks for: Node has a
 * switch for that, a page does not. The new number takes as many bytes as the old one, so nothing else moves.
 */
export function withMemoryLimit(module: Uint8Array, memoryBytes: number): Uint8Array<ArrayBuffer> {
  const limited = new Uint8Array(module);
  for (let at = 8; at < limited.length;) {
    const id = limited[at]!;
    const size = varint(limited, at + 1);
    if (id === memorySection) {
      const count = varint(limited, size.end);
      const flags = limited[count.end]!;
      const least = varint(limited, count.end + 1);
      if (count.value !== 1 || (flags & 1) === 0) break;
      const most = varint(limited, least.end);
      let pages = Math.min(most.value, Math.max(least.value, Math.ceil(memoryBytes / wasmPageBytes)));
      for (let place = least.end; place < most.end; place++) {
        limited[place] = (pages & 127) | (place < most.end - 1 ? 128 : 0);
        pages >>>= 7;
      }
      return limited;
    }
    at = size.end + size.value;
  }
  throw new Error('This WebAssembly has no memory of its own with a limit to lower.');
}
