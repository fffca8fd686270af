import { describe, expect, it } from 'vitest';
import { chromiumPrinter } from '../../../main/node/reports/chromium-print.ts';
import { figurePage, printFigure } from '../../../main/node/reports/figure-pdf.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 420"><path d="M10 10L700 400" stroke="#0072b2"/>
  <text x="40" y="40">loss on the solutions</text></svg>`;
const printer = chromiumPrinter();
const missing = printer.missing();

describe('a figure as PDF', () => {
  it('is a page of the figure’s own shape, and of nothing else', () => {
    expect(figurePage(svg)).toContain('@page{size:170mm 99.17mm;margin:0}');
    expect(() => figurePage('<svg></svg>')).toThrow('viewBox');
  });

  it.skipIf(missing !== null)(
    `is one page of lines and letters, the same each time (${missing ?? 'Chromium is here'})`,
    async () => {
      const print = async () =>
        Buffer.from(await printFigure(svg, '2026-01-02T03:04:05.000Z', printer.print));
      const pdf = await print();
      const text = pdf.toString('latin1');
      expect(text.startsWith('%PDF-')).toBe(true);
      expect(/\/Type\s*\/Pages[\s\S]*?\/Count 1\b/.test(text)).toBe(true);
      // In points: 170 mm and 99.17 mm, which Chromium rounds to its own grid.
      const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text)!.map(Number);
      expect(Math.abs(width! - 481.9)).toBeLessThan(1.5);
      expect(Math.abs(height! - 281.1)).toBeLessThan(1.5);
      // Letters of a font, and no picture of them.
      expect(text).toContain('/Font');
      expect(text).not.toMatch(/\/Subtype\s*\/Image/);
      expect(text).toContain('D:20260102030405');
      expect((await print()).equals(pdf)).toBe(true);
    },
  );
});
