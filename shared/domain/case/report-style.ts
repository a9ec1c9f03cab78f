import type { AnswerState } from "../evaluation/evaluation.ts";

/** The colours of the states, in the light scheme and in the dark one; on paper always the light ones. */
const stateColours: Record<AnswerState, readonly [light: string, dark: string]> = {
  pass: ["#05773b", "#75cc8e"],
  fail: ["#a13d1f", "#f79b72"],
  value: ["#295ca5", "#88b8fe"],
  default: ["#295ca5", "#88b8fe"],
  group: ["#7c408e", "#d79ce9"],
  no_group: ["#7c408e", "#d79ce9"],
  not_found: ["#545f6a", "#acb7c3"],
  unknown: ["#675b07", "#d0c47f"],
  not_sent: ["#745642", "#cfae99"],
  unreached: ["#a91b43", "#f67a89"],
  refused: ["#962f71", "#e58dc0"],
  slow_down: ["#865101", "#f3b46e"],
};

const states = (scheme: 0 | 1) =>
  Object.entries(stateColours)
    .map(([state, colours]) => `[data-state="${state}"]{--state:${colours[scheme]}}`)
    .join("");

/** The styles of the report, in the file itself: it opens without a network. One answer or two fit on one page, A4 or US Letter, and so does the summary of some 30. */
export const reportStyle = `
:root{color-scheme:light dark;--screen:#fcfefe;--line:#dce0e2;--edge:#7f888b;--ink:#181f24;--ink-2:#454d52;--ink-3:#60696f;--met:#05773b}
${states(0)}
@media screen and (prefers-color-scheme:dark){:root{--screen:#101315;--line:#292f31;--edge:#6a7579;--ink:#e5e8ea;--ink-2:#b4babc;--ink-3:#929a9d;--met:#75cc8e}${states(1)}}
*{box-sizing:border-box;margin:0}
body{background:var(--screen);color:var(--ink);font:13px/20px -apple-system,"Segoe UI",system-ui,sans-serif}
main{max-width:1056px;margin:0 auto;padding:20px 32px}
code,pre{font-family:ui-monospace,"SF Mono","Cascadia Mono",Consolas,monospace;font-size:12px}
header,footer{display:flex;justify-content:space-between;gap:16px;font-size:12px;color:var(--ink-3)}
header b{color:var(--ink)}
footer{margin-top:16px;padding-top:8px;border-top:1px solid var(--line)}
.answer{border:solid var(--line);border-width:1px 0;border-left:4px solid var(--state);padding:12px 0 12px 20px;margin-top:10px}
.answer h2{font-size:22px;line-height:28px;overflow-wrap:anywhere}
.answer h2 b{color:var(--state)}
.answer h2 code{font-size:17px;font-weight:500;margin-left:8px}
.answer p{font-size:15px;line-height:22px;overflow-wrap:anywhere}
.answer .meta,.quiet{font-size:12px;line-height:18px;color:var(--ink-2)}
h3{font-size:13px;line-height:24px;margin-top:12px}
h3 span{font-weight:400;font-size:12px;color:var(--ink-3);margin-left:8px}
table{width:100%;border-collapse:collapse;table-layout:fixed}
th{font-size:11px;font-weight:500;color:var(--ink-3);text-align:left;border-bottom:1px solid var(--line)}
td{border-bottom:1px solid var(--line);padding:2px 12px 2px 0;vertical-align:top;overflow-wrap:anywhere}
td:last-child,th:last-child{text-align:right;padding-right:0;width:20%}
td:first-child{width:34%}
.met{color:var(--met)}
.facts{display:grid;grid-template-columns:1fr 1fr 1fr;gap:0 32px}
dl{display:grid;grid-template-columns:104px minmax(0,1fr);border-top:1px solid var(--line);padding-top:4px}
dl.wide{grid-template-columns:minmax(0,1.1fr) minmax(0,1fr);gap:0 8px}
dt{font-size:12px;color:var(--ink-3);overflow-wrap:anywhere}
dd{min-width:0;overflow-wrap:anywhere}
.tag{text-decoration:underline dotted var(--edge) 1px;text-underline-offset:3px}
.rules{columns:2;column-gap:32px;list-style:none;padding:0;border-top:1px solid var(--line)}
.rules>li{break-inside:avoid;padding:4px 0}
.rules ol{padding-left:20px;font-size:12px;line-height:18px;color:var(--ink-2)}
.answers td,.answers th{text-align:left!important;width:auto!important}
.answers th:nth-child(1){width:29%!important}.answers th:nth-child(2){width:13%!important}
.answers[data-compared] th:nth-child(1){width:22%!important}.answers[data-compared] th:nth-child(n+2){width:auto!important}
.answers b,.answer span b{color:var(--state)}
.users{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:0 32px}
.users.one dl{grid-template-columns:104px minmax(0,1fr) 104px minmax(0,1fr)}
summary{cursor:pointer;padding:4px 0;font-weight:500;overflow-wrap:anywhere}
details{border-bottom:1px solid var(--line)}
details .answer{margin-top:0;border-width:0 0 0 4px}
.details .facts{grid-template-columns:1fr}
.details dl.wide{grid-template-columns:repeat(2,minmax(0,1fr) minmax(0,1.2fr))}
.paper{display:none}
.note{white-space:pre-wrap;overflow-wrap:anywhere}
@media screen and (max-width:760px){.facts{grid-template-columns:1fr}.users.one dl{grid-template-columns:104px minmax(0,1fr)}.rules{columns:1}main{padding:16px}}
@page{margin:8mm 12mm}
@media print{body{background:#fff;font-size:11px;line-height:15px}main{max-width:none;padding:0}.facts{display:block;columns:3;column-gap:18px}.facts>section{break-inside:avoid}.facts h3{margin-top:0;padding-top:6px}.facts dl{line-height:14px}.rules{columns:3}dl:not(.wide){grid-template-columns:70px minmax(0,1fr)}.users.one dl{grid-template-columns:70px minmax(0,1fr) 70px minmax(0,1fr)}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.answer{padding:5px 0 5px 14px;margin-top:6px}.answer h2{font-size:17px;line-height:22px}.answer h2 code{font-size:14px}.answer p{font-size:12.5px;line-height:17px}.answer .meta,.quiet{font-size:10.5px;line-height:15px}
h3{font-size:12px;line-height:18px;margin-top:5px}h3 span,dt{font-size:10.5px}code{font-size:10px}td{padding:1px 10px 1px 0;font-size:10.5px;line-height:13px}.rules>li{padding:2px 0}.rules ol{font-size:10.5px;line-height:14px}header,footer{font-size:10.5px}footer{margin-top:6px;padding-top:2px}
.paper{display:block}.screen,summary{display:none}details:not([open]){display:none}.details:not(:has([open])){display:none}
.answers td{font-size:10px;line-height:12.5px;padding:0 8px 0 0}.answers .quiet{font-size:9px}
h3,thead{break-after:avoid}tr,.answer,dl>*{break-inside:avoid}}
`;
