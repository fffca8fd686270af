/**
 * GPT-2's printable alphabet for bytes: `tokenizer.json` holds tokens as text, so every byte needs a
 * character that survives JSON and whitespace stripping. Printable Latin-1 bytes stand for themselves,
 * the other 68 are moved to U+0100 and up.
 * Source: openai/gpt-2, `encoder.py`, `bytes_to_unicode`.
 */

function isPrintable(byte: number): boolean {
  return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
}

const charOfByte: string[] = [];
const byteOfChar = new Map<string, number>();
{
  let moved = 0;
  for (let byte = 0; byte < 256; byte++) {
    const char = String.fromCharCode(isPrintable(byte) ? byte : 256 + moved++);
    charOfByte.push(char);
    byteOfChar.set(char, byte);
  }
}

/**
 * The 256 bytes in the order in which they take their ids: by character, as Hugging Face's trainer sorts
 * its initial alphabet, so that ties between equally frequent pairs fall alike here and there.
 */
export const BYTES_IN_ID_ORDER: readonly number[] = Array.from({ length: 256 }, (_, byte) => byte).sort(
  (left, right) => charOfByte[left]!.charCodeAt(0) - charOfByte[right]!.charCodeAt(0),
);

/** The token's bytes as the text that `tokenizer.json` uses: the space becomes `Ġ`, the newline `Ċ`. */
export function textOfBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += charOfByte[byte]!;
  return text;
}

/** The inverse of {@link textOfBytes}; `undefined` where a character stands for no byte. */
export function bytesOfText(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const byte = byteOfChar.get(text[index]!);
    if (byte === undefined) return undefined;
    bytes[index] = byte;
  }
  return bytes;
}
