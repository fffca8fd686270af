import { filterStyle } from './verdicts.ts';

const light = `--paper:#FBF9F4;--raised:#FFFFFF;--sunken:#F3EFE6;--ink:#1F1B16;--muted:#6B6257;--line:#E4DDCF;--accent:#9A5B13;
--good:#1B6E45;--bad:#A3302B;--warn:#8A5A00;--s0:#0072B2;--s1:#B86E00;--s2:#007A59;--s3:#A8477F;--s4:#5B4FA0;`;
const dark = `--paper:#15130F;--raised:#1D1A15;--sunken:#100E0B;--ink:#EDE6D8;--muted:#A49A89;--line:#332D24;--accent:#E3A44A;
--good:#5CC794;--bad:#F08A80;--warn:#E5B454;--s0:#56B4E9;--s1:#E69F00;--s2:#2FBF94;--s3:#DE93BD;--s4:#A79BE8;`;

/** Paper: white, no controls, nothing torn in two, and open what a reader cannot open there. */
const print = `
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-left { content: 'Hornbook'; font: 8.5pt serif; color: #6B6257; } @bottom-right { content: counter(page) ' / ' counter(pages); font: 8.5pt sans-serif; color: #6B6257; } }
@media print {
:root { ${light} color-scheme: light; --paper: #FFFFFF; }
body { padding: 0; max-width: none; font-size: 10pt; } h1 { font-size: 22pt; } h2 { font-size: 15pt; margin-top: 24px; } h3 { font-size: 12pt; }
details.problem, details.sample:not(.shown-in-print), .filter, nav { display: none; } .print-only { display: block; }
.shown-in-print::details-content { content-visibility: visible; display: block; height: auto; } .shown-in-print > summary::before { content: ''; }
h2, h3, h4, h5, caption, summary { break-after: avoid; } tr, table:not(.detail), svg, .gridrow, figure, li, dd { break-inside: avoid; }
.wide { overflow: visible; } table { font-size: 8.5pt; } th, td, tbody th { padding-right: 10px; } table.detail { width: 100%; } table.detail { font-size: 8pt; } table.detail :is(th, td) { padding: 2px 0 2px 14px; } table.detail :is(th, td):first-child { padding-left: 0; } table.detail td .muted { display: inline-block; min-width: 6.4em; font-size: 6.5pt; } table.detail:has(th:nth-child(7)) td .muted { display: block; }
svg.score, svg.axis { width: 36mm; min-width: 36mm; height: auto; } .rowname { flex-basis: 110px; font-size: 8.5pt; } .dot { width: 11px; height: 13px; line-height: 13px; font-size: 8px; }
pre { max-height: none; } a { color: inherit; text-decoration: none; } .flips p, p, li { max-width: none; }
}`;

/** The whole look of a report, print and dark included. Nothing in it asks for another file. */
export const style = `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0 auto; max-width: 1040px; padding: 48px 32px 96px; font: 15px/1.55 'Source Sans 3 Variable', 'Source Sans 3', 'Segoe UI', Candara, 'Noto Sans', sans-serif; font-variant-numeric: tabular-nums; }
h1, h2, .lede { font-family: 'Source Serif 4 Variable', 'Source Serif 4', Charter, 'Iowan Old Style', Georgia, 'Noto Serif', serif; font-weight: 600; }
h1 { font-size: 32px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 24px; margin: 56px 0 12px; padding-top: 16px; border-top: 1px solid var(--line); }
h3 { font-size: 18px; margin: 32px 0 8px; }
h4, h5 { font-size: 15px; margin: 20px 0 4px; }
p { max-width: 72ch; margin: 8px 0; }
.lede { font-size: 18px; font-weight: 400; line-height: 1.5; margin: 20px 0 24px; }
.muted, figcaption, legend, caption { color: var(--muted); font-weight: 400; font-size: 13px; }
a { color: var(--accent); } a:focus-visible, summary:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 0; margin: 0; list-style: none; font-size: 13px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th { text-align: left; font-weight: 600; color: var(--muted); border-bottom: 1px solid var(--ink); padding: 4px 16px 4px 0; vertical-align: bottom; }
td { border-bottom: 1px solid var(--line); padding: 6px 16px 6px 0; vertical-align: middle; }
tbody th { color: var(--ink); border-bottom-color: var(--line); padding: 6px 16px 6px 0; vertical-align: middle; white-space: nowrap; } caption { text-align: left; padding-bottom: 8px; }
.number { text-align: right; } td.number { white-space: nowrap; } table .muted { font-size: inherit; }
.big { font-size: 18px; font-weight: 600; white-space: nowrap; }
p.hash { max-width: none; color: var(--muted); margin-top: -4px; }
.hash { font: 12px/1.4 'JetBrains Mono Variable', 'JetBrains Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
pre, code { font: 12.5px/1.5 'JetBrains Mono Variable', 'JetBrains Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
pre { background: var(--sunken); border-radius: 6px; margin: 4px 0 12px; padding: 12px; max-height: 420px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
figure { margin: 8px 0; min-width: 0; }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 8px; background: var(--series); }
.s0 { --series: var(--s0); } .s1 { --series: var(--s1); } .s2 { --series: var(--s2); } .s3 { --series: var(--s3); } .s4 { --series: var(--s4); }
svg { display: block; max-width: 100%; height: auto; } svg text { fill: var(--muted); font-size: 12px; }
svg .grid { stroke: var(--line); stroke-width: 1; } svg .bar { fill: var(--series); opacity: .28; } svg .mark { fill: var(--series); } svg .whisker { stroke: var(--series); stroke-width: 1.5; }
svg.loss { margin: 12px 0; width: 100%; } svg .raw { fill: none; stroke: var(--series); stroke-width: .7; opacity: .45; } svg .smooth { fill: none; stroke: var(--series); stroke-width: 2; stroke-linejoin: round; }
svg .held { fill: var(--paper); stroke: var(--series); stroke-width: 1.5; } svg .end { fill: var(--series); font-size: 13px; font-weight: 600; } svg .unit { font-size: 12px; }
.gridrow { display: flex; gap: 16px; margin: 6px 0; } .rowname { flex: 0 0 160px; font-size: 13px; } .dots { display: flex; flex-wrap: wrap; gap: 1px; }
.dot { color: var(--bad); display: inline-block; width: 14px; height: 16px; line-height: 16px; text-align: center; font-size: 11px; text-decoration: none; }
.dot.passed, .verdict.passed { color: var(--good); } .dot.timeout, .dot.memory, .dot.output-limit, .dot.interpreter-died, .verdict.timeout, .verdict.memory { color: var(--warn); } .dot.unavailable { color: var(--muted); }
a.dot:hover { background: var(--sunken); }
.filter { border: 0; padding: 0; margin: 20px 0 12px; display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 13px; } .filter legend { float: left; margin-right: 16px; padding: 0; } .filter label { display: inline-flex; gap: 5px; align-items: center; } .filter input { accent-color: var(--accent); margin: 0; }
details.problem, details.sample { border-top: 1px solid var(--line); } details.problem[open] { padding-bottom: 16px; }
summary { cursor: pointer; padding: 5px 0; display: flex; gap: 16px; align-items: baseline; font-size: 13px; list-style: none; } summary::-webkit-details-marker { display: none; } summary::before { content: '▸'; color: var(--muted); } details[open] > summary::before { content: '▾'; }
summary .task { min-width: 220px; } summary .marks { margin-left: auto; letter-spacing: 2px; } .verdict { color: var(--bad); font-weight: 600; font-size: 13px; margin: 0 8px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 16px; align-items: start; } .detail { margin: 2px 0; }
.quoted td { color: var(--muted); } li { max-width: 72ch; margin: 4px 0; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 20px; font-size: 13px; margin: 8px 0; } .facts dt { color: var(--muted); } .facts dd { margin: 0; overflow-wrap: anywhere; }
h3 + p { margin-top: 4px; } ul.findings { margin: 16px 0 8px; padding-left: 20px; } table.detail { margin: 20px 0 4px; width: auto; min-width: 50%; }
.wide:focus-visible { outline: 2px solid var(--accent); outline-offset: 4px; }
svg.lineage { margin: 16px 0 4px; width: 100%; } .lineage .edge { fill: none; stroke: var(--muted); stroke-width: 1; opacity: .55; }
.lineage rect { fill: var(--raised); stroke: var(--line); } .lineage .source rect { stroke-dasharray: 4 3; fill: none; stroke: var(--muted); } .lineage .model rect { stroke: var(--accent); stroke-width: 1.5; } .lineage .score rect { fill: var(--sunken); stroke: var(--ink); }
.lineage .title { fill: var(--ink); font-size: 11.5px; font-weight: 600; } .lineage .note { fill: var(--muted); font-size: 11px; }
.flips p { max-width: none; font-size: 13px; } .flag { color: var(--warn); } .overlaps p, .overlaps ul { font-size: 13px; margin: 4px 0; }
.print-only { display: none; }
${filterStyle}
${print}
`;
