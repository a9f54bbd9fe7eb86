/** The look of a report, in light and in dark. */
export const style = `
:root { color-scheme: light dark; --ink: #1f2328; --soft: #656d76; --line: #d8dee4; --paper: #ffffff; --band: #f6f8fa;
  --asked: #8c959f; --canary: #bc4c00; --stable: #0969da; --good: #1a7f37; --bad: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #30363d; --paper: #0d1117;
  --band: #161b22; --asked: #7d8590; --canary: #f0883e; --stable: #58a6ff; --good: #3fb950; --bad: #f85149; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
.outcome { display: inline-block; margin: .6rem 0; padding: .15rem .7rem; border-radius: 1rem; color: var(--paper);
  background: var(--soft); }
.outcome.released { background: var(--good); } .outcome.back { background: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.25rem; margin: .5rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 1.5rem 0; } figcaption { font-weight: 600; }
.legend { font-weight: 400; margin-left: .75rem; }
.legend span { margin-right: 1rem; } .legend span::before { content: ''; display: inline-block; width: .9rem; height: .2rem;
  margin-right: .35rem; vertical-align: middle; background: currentcolor; }
.legend .asked { color: var(--asked); } .legend .canary { color: var(--canary); } .legend .stable { color: var(--stable); }
svg { display: block; width: 100%; height: auto; margin-top: .4rem; }
svg text { fill: var(--soft); font: 11px system-ui, sans-serif; } text.end { text-anchor: end; } text.middle { text-anchor: middle; }
line.grid { stroke: var(--line); } line.limit { stroke: var(--bad); stroke-dasharray: 6 4; } svg text.limit { fill: var(--bad); }
line.mark { stroke: var(--soft); stroke-dasharray: 2 3; }
path { fill: none; stroke-width: 2; stroke-linejoin: round; } path.asked { stroke: var(--asked); stroke-width: 2.5; }
path.canary { stroke: var(--canary); } circle.canary { fill: var(--canary); }
path.stable { stroke: var(--stable); stroke-width: 6; opacity: .4; } circle.stable { fill: var(--stable); r: 5px; opacity: .6; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
th { text-align: left; color: var(--soft); font-weight: 500; } th, td { padding: .3rem .75rem .3rem 0; vertical-align: top;
  border-bottom: 1px solid var(--line); white-space: nowrap; }
th:last-child, td:last-child { width: 100%; white-space: normal; overflow-wrap: anywhere; min-width: 16rem; }
td.figure, th.figure { text-align: right; font-variant-numeric: tabular-nums; }
td.time { font-variant-numeric: tabular-nums; color: var(--soft); }
tr.order td { background: var(--band); font-weight: 600; }
.warning { color: var(--bad); }
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; }
`;
