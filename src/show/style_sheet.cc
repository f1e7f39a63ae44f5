#include "show/html.h"

// Series colours follow Okabe and Ito's palette, which stays distinct under the common colour-vision
// deficiencies; darkened for white paper, lightened for dark screens, so that lines keep a contrast of at
// least 3:1.
namespace pyra {

std::string_view style_sheet() {
  return R"css(
:root {
  color-scheme: light dark;
  --paper: #fbfbfa; --surface: #ffffff; --ink: #1b2126; --muted: #5d6871; --line: #e2e5e7; --grid: #e9ecee;
  --accent: #0b6cae; --wrong: #c85200; --on-fill: #ffffff;
  --s0: #0b6cae; --s1: #c85200; --s2: #00805d; --s3: #a9467f; --s4: #a87400; --s5: #2b93c9; --s6: #5b6470;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --surface: #1a1e22; --ink: #e4e8eb; --muted: #98a3ac; --line: #2b3137; --grid: #272d33;
    --accent: #5cb2ec; --wrong: #f28a48; --on-fill: #0e1114;
    --s0: #5cb2ec; --s1: #f28a48; --s2: #35c49a; --s3: #e294c4; --s4: #edb73f; --s5: #a5d8f7; --s6: #a7b0b9;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.5rem 4rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
h1 { margin: 0 0 1.25rem; font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -.015em;
  overflow-wrap: anywhere; }
h2 { margin: 2.75rem 0 .9rem; font-size: 1.15rem; line-height: 1.3; font-weight: 650;
  letter-spacing: -.005em; }
h3 { margin: 0 0 .5rem; font-size: .9rem; font-weight: 600; }
p.note { margin: -.4rem 0 1rem; color: var(--muted); font-size: .9rem; max-width: 44rem; }

.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem;
  margin: 0 0 1.25rem; }
.tile { padding: .8rem 1rem .75rem; border: 1px solid var(--line); border-radius: .6rem;
  background: var(--surface); }
.tile b { display: block; font-size: 1.65rem; line-height: 1.2; font-weight: 600; letter-spacing: -.02em;
  font-variant-numeric: tabular-nums; }
.tile span { display: block; color: var(--muted); font-size: .8rem; overflow-wrap: anywhere; }

dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0 2rem;
  margin: 0; }
dl div { display: flex; gap: 1rem; padding: .4rem 0; border-bottom: 1px solid var(--line); font-size: .9rem; }
dt { flex: 0 0 8.5rem; color: var(--muted); overflow-wrap: anywhere; }
dd { flex: 1; min-width: 0; margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }

.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1rem;
  align-items: start; }
figure { margin: 0; min-width: 0; padding: 1rem 1rem .8rem; border: 1px solid var(--line);
  border-radius: .6rem; background: var(--surface); }
.plots > figure:only-child { max-width: 31rem; }
figure.wide { grid-column: 1 / -1; }
.plots > figure.wide:only-child { max-width: none; }
.scroll + .plots { margin-top: 1rem; }
figcaption { margin-top: .45rem; color: var(--muted); font-size: .8rem; }
ul.legend { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; margin: 0 0 .4rem; padding: 0;
  list-style: none; color: var(--muted); font-size: .8rem; }
ul.legend li { display: flex; align-items: center; gap: .45rem; min-width: 0; overflow-wrap: anywhere; }
ul.legend b { color: var(--ink); font-weight: 600; font-variant-numeric: tabular-nums; }
ul.legend svg { flex: none; width: 1.4rem; height: .6rem; }

svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { fill: var(--muted); font-size: 11.5px; font-variant-numeric: tabular-nums; }
svg .ink { fill: var(--ink); }
svg .strong { fill: var(--ink); font-weight: 600; }
svg .small { font-size: 10px; }
svg .on { fill: var(--on-fill); }
svg .grid { stroke: var(--grid); stroke-width: 1; shape-rendering: crispEdges; }
svg .base { stroke: var(--muted); stroke-width: 1; opacity: .6; shape-rendering: crispEdges; }
svg .front { stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 5 4; }
svg .leader { stroke: var(--muted); stroke-width: .75; opacity: .7; }
svg .curve { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
svg .dot { stroke: var(--surface); stroke-width: 1.25; }
svg .hover { fill: transparent; }
svg .bar { fill: var(--accent); }
svg .pale { fill: var(--muted); opacity: .45; }
svg .right { fill: var(--accent); }
svg .wrong { fill: var(--wrong); }
svg .empty { fill: var(--grid); opacity: .55; }
svg .cell { stroke: var(--surface); stroke-width: 1; }

.scroll { overflow-x: auto; -webkit-overflow-scrolling: touch; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .42rem .9rem .42rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: baseline; }
th:last-child, td:last-child { padding-right: 0; }
th { color: var(--muted); font-weight: 500; font-size: .8rem; white-space: nowrap; }
td.n, th.n { text-align: right; white-space: nowrap; }
table.results td:not(.n) { min-width: 8rem; }
td .share { display: inline-block; width: 4rem; height: .45rem; margin-right: .6rem; border-radius: .25rem;
  background: var(--grid); overflow: hidden; vertical-align: .05rem; }
td .share i { display: block; height: 100%; background: var(--wrong); }

.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr));
  gap: 1rem; }
.pictures figure { padding: .6rem .6rem .5rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .4rem; }
.pair img { display: block; width: 100%; height: auto; border-radius: .25rem; background: var(--grid); }
.pictures figcaption { overflow-wrap: anywhere; }

pre { margin: 0 0 .6rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .6rem;
  background: var(--surface);
  font: .82rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; }

@media (max-width: 30rem) {
  body { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.4rem; }
  h2 { margin-top: 2.1rem; }
  figure { padding: .8rem .7rem .6rem; }
  dt { flex-basis: 6.5rem; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  svg text { font-size: 12.5px; }
  svg .small { font-size: 10.5px; }
}
@media print {
  body { max-width: none; padding: 0; }
  figure, tr, pre { break-inside: avoid; }
  h2 { break-after: avoid; }
}
)css";
}

}  // namespace pyra
