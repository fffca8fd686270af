import { Failure } from '../../core/failure.ts';
import { dated, type PrintPage } from './pdf.ts';

/** As wide as the text of a paper's page; what a journal scales it to is its own. */
const WIDTH_MM = 170;

/** A page that is the figure and nothing else: lines and letters stay what they are when it is printed to a PDF. */
export function figurePage(svg: string): string {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  if (width === undefined || height === undefined)
    throw new Failure('figure-without-size', 'The figure has no viewBox, so its page has no size.');
  const heightMm = (WIDTH_MM * Number(height)) / Number(width);
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Figure</title>',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<style>@page{size:${WIDTH_MM}mm ${heightMm.toFixed(2)}mm;margin:0}html,body{margin:0;color:#1f1b16}`,
    // A hair less than the page: rounded up, it would ask for a second one.
    `svg{display:block;width:${WIDTH_MM}mm;height:${(heightMm - 0.1).toFixed(2)}mm}</style>`,
    svg,
    '</html>',
  ].join('\n');
}

/** The figure as a vector PDF of one page, dated by what it shows and not by the clock of the printer. */
export async function printFigure(svg: string, iso: string, print: PrintPage): Promise<Uint8Array> {
  return dated(await print(figurePage(svg)), iso);
}
