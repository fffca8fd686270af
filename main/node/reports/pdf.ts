import type { Report } from '../../core/evaluation/report.ts';
import { reportHtml } from './html.ts';

/** Prints an HTML page to a PDF: Electron's `printToPDF`, or a Chromium of this machine. */
export type PrintPage = (html: string) => Promise<Uint8Array>;

/** Whoever prints, and why it cannot where it cannot: one sentence, or null. */
export type Printer = { readonly print: PrintPage; readonly missing: () => string | null };

/** The report's page as a PDF, dated by the report and not by the clock of the printer. */
export async function printReport(report: Report, print: PrintPage): Promise<Uint8Array> {
  return dated(await print(reportHtml(report)), report.finishedAt);
}

/**
 * Sets `CreationDate` and `ModDate` of a PDF. Chromium writes them uncompressed and always at one length, so they can
 * be written over where they stand: the table of offsets that a PDF ends with stays true.
 */
export function dated(pdf: Uint8Array, iso: string): Uint8Array {
  const text = Buffer.from(pdf).toString('latin1');
  const digits = iso.replace(/\D/g, '').slice(0, 14).padEnd(14, '0');
  const changed = text.replace(
    /\/(CreationDate|ModDate) \(D:\d{14}([+-]\d\d'\d\d'|Z)?\)/g,
    (found, name: string) => {
      const zone = /D:\d{14}(.*)\)$/.exec(found)![1]!.replace(/^-/, '+').replace(/\d\d/g, '00');
      return `/${name} (D:${digits}${zone})`;
    },
  );
  return Buffer.from(changed, 'latin1');
}
