import { pictureWidth, WINDOWS, type WindowWidth } from './fit';

/** The colours of both themes, and the classes that the lanes use. Names of colours end a class or a variable. */
const COLOURS = `
:root { color-scheme: light dark;
  --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --grid: #e6eaef; --box: #f3f5f8;
  --done: #6c8ebf; --failed: #d1242f; --undone: #bf8700; --removed: #8c959f; --running: #a5b4c8;
  --a: #2f6fdb; --b: #2da44e; --c: #8250df; --d: #d4770b; --e: #0a8f8f; --f: #b8408b; --error: #d1242f; --dot: #1f2328; --shade: rgb(31 35 40 / 28%); }
@media (prefers-color-scheme: dark) { :root {
  --paper: #0d1117; --ink: #e6edf3; --faint: #9aa4af; --line: #3d444d; --grid: #21262d; --box: #161b22;
  --done: #5b7fb5; --failed: #f85149; --undone: #d29922; --removed: #6e7681; --running: #44566c;
  --a: #4c8dff; --b: #3fb950; --c: #a371f7; --d: #f0883e; --e: #2bb5b5; --f: #db61a2; --error: #f85149; --dot: #e6edf3; --shade: rgb(0 0 0 / 75%); } }`;

const SHAPES = `
text { fill: var(--ink); font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; }
.grid { stroke: var(--grid); stroke-width: 1; }
.tick { fill: var(--faint); font-size: 11px; }
.step { fill: var(--box); stroke: var(--line); } .step.bad { stroke: var(--failed); }
.bar.done { fill: var(--done); } .bar.failed { fill: var(--failed); } .bar.undone { fill: var(--undone); }
.bar.removed { fill: var(--removed); } .bar.running { fill: var(--running); }
.at { stroke-width: 3; } .at.done { stroke: var(--done); } .at.failed { stroke: var(--failed); }
.at.undone { stroke: var(--undone); } .at.removed { stroke: var(--removed); } .at.running { stroke: var(--running); }
.dot { fill: var(--dot); } .dot.bad { fill: var(--error); }
.area { shape-rendering: crispEdges; } .area.a { fill: var(--a); } .area.b { fill: var(--b); } .area.c { fill: var(--c); } .area.d { fill: var(--d); }
.area.e { fill: var(--e); } .area.f { fill: var(--f); } .area.error { fill: var(--error); }
.deployment { fill: var(--box); } .deployment.failed { fill: color-mix(in srgb, var(--failed) 14%, var(--paper)); }
.bracket { stroke: var(--ink); stroke-width: 1.5; } .bracket.failed { stroke: var(--failed); }
.event { font-size: 11px; } .event.on { paint-order: stroke; stroke: var(--box); stroke-width: 5px; } .event.failed { fill: var(--failed); }
.mark { fill: var(--failed); } .ordinal { fill: var(--paper); font-size: 10px; font-weight: 600; }`;

/** The width of a picture on its own, beside its labels, in pixels. */
export const PICTURE_WIDTH = 758;

/** Whether a picture on its own shows what has no room in windows up to this one. */
export function hasRoomInPicture(window: WindowWidth): boolean {
  return pictureWidth(window) <= PICTURE_WIDTH;
}

const tooWide = WINDOWS.filter((window) => !hasRoomInPicture(window));

/** For a picture of SVG on its own. */
export const PICTURE_STYLE = `${COLOURS}${SHAPES}
.label { font-weight: 600; } .note { fill: var(--faint); font-size: 11px; } .paper { fill: var(--paper); }
${tooWide.map((window) => `.upto-${window}`).join(', ')} { display: none; }`;

/** What has no room in narrow windows, and what stands for it there. */
const FIT = WINDOWS.map(
  (window) =>
    `@media (max-width: ${window}px) { .upto-${window} { display: none; } .label .instead-${window} { display: block; } }`,
).join('\n');

/** For the whole page. */
export const PAGE_STYLE = `${COLOURS}${SHAPES}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 16px clamp(12px, 3vw, 40px) 48px; max-width: 1640px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; }
h1 { font-size: 1.5rem; margin: 0.4em 0; } h2 { font-size: 1.15rem; margin: 2em 0 0.5em; }
p { margin: 0.4em 0; max-width: 80ch; } .good { color: var(--b); } .bad { color: var(--failed); }
.lane { display: grid; grid-template-columns: 200px minmax(0, 1fr); column-gap: 12px; align-items: start; padding: 2px 0; }
.label { font-size: 13px; line-height: 1.25; overflow-wrap: anywhere; }
.label b { font-weight: 600; } .label span { display: block; color: var(--faint); font-size: 12px; }
.label .name { white-space: nowrap; } .label .narrow { display: none; } .resource .label b { font-weight: 400; }
.traffic, .test, .users, .deployment-lane { margin-top: 6px; }
.lane svg { display: block; width: 100%; overflow: visible; } .lane svg svg { overflow: hidden; }
.key { display: inline-block; width: 0.75em; height: 0.75em; border-radius: 2px; margin: 0 0.3em 0 0; }
.key.a { background: var(--a); } .key.b { background: var(--b); } .key.c { background: var(--c); } .key.d { background: var(--d); }
.key.e { background: var(--e); } .key.f { background: var(--f); } .key.error { background: var(--error); }
.key.done { background: var(--done); } .key.failed { background: var(--failed); } .key.undone { background: var(--undone); }
.key.removed { background: var(--removed); } .key.running { background: var(--running); }
.key.call { background: var(--dot); border-radius: 50%; }
.keys { font-size: 13px; color: var(--faint); } .keys span { margin-right: 1em; white-space: nowrap; }
ol.failures li { margin: 0.5em 0; max-width: 110ch; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; background-color: var(--paper); background-repeat: no-repeat; background-attachment: local, local, scroll, scroll;
  background-size: 40px 100%, 40px 100%, 16px 100%, 16px 100%; background-position: left, right, left, right; background-image:
  linear-gradient(to right, var(--paper) 40%, transparent), linear-gradient(to left, var(--paper) 40%, transparent),
  linear-gradient(to right, var(--shade), transparent), linear-gradient(to left, var(--shade), transparent); }
a { color: inherit; overflow-wrap: anywhere; }
table { border-collapse: collapse; font-size: 13px; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 3px 12px 3px 0; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 600; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.time { font-variant-numeric: tabular-nums; white-space: nowrap; } td.long { overflow-wrap: anywhere; min-width: 16em; }
@media (max-width: 700px) { .lane { grid-template-columns: minmax(0, 1fr); padding: 3px 0; } .label span { display: inline; margin-left: 0.5em; }
  .label span.narrow { display: inline; } .tick.odd { display: none; } .inside { transform: translateX(-4px); } }
@media print { body { max-width: none; padding: 0; font-size: 11px; } h2 { break-after: avoid; } .lane, tr, li, .short { break-inside: avoid; }
  .lane { grid-template-columns: 150px minmax(0, 1fr); } .hook, .rest:not(.upto-700) { display: none; }
  .deployment-lane .label .narrow { display: block; }
  table { font-size: 9px; } td.long { min-width: 8em; } td.name { overflow-wrap: anywhere; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .scroll { overflow: visible; background-image: none; } }
${FIT}`;
