/** Dots for each unit of the drawing: 300 to the inch when it is printed 17 cm wide. */
const SCALE = 2.8;

/** An SVG with a `viewBox` as PNG on white, as papers print it. */
export async function pngOf(svg: string): Promise<Uint8Array<ArrayBuffer>> {
  const [, width = '1', height = '1'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  const image = new Image(Number(width), Number(height));
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = new OffscreenCanvas(Number(width) * SCALE, Number(height) * SCALE);
  const pen = canvas.getContext('2d')!;
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}
