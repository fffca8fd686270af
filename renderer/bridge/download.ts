/** Hands a text or a data address to the person as a file. */
export function download(
  name: string,
  content:
    | { readonly text: string; readonly type: string }
    | { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string }
    | { readonly dataUrl: string },
): void {
  const made =
    'dataUrl' in content
      ? null
      : URL.createObjectURL(
          new Blob(['text' in content ? content.text : content.bytes], { type: content.type }),
        );
  const link = document.createElement('a');
  link.href = made ?? ('dataUrl' in content ? content.dataUrl : '');
  link.download = name;
  link.click();
  // The click is handled after this turn; the address must still be there then.
  if (made !== null)
    setTimeout(() => {
      URL.revokeObjectURL(made);
    }, 10_000);
}

/** The bytes that a base64 text stands for. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** A name that every file system takes. */
export function fileName(name: string, extension: string): string {
  return `${name.replaceAll(/[^\p{L}\p{N}.+-]+/gu, '-').replace(/^-+|-+$/g, '') || 'hornbook'}.${extension}`;
}
