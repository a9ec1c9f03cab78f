import { entityKindLabels } from "../evaluation/evaluation.ts";
import { formatPlainValue } from "../evaluation/format-value.ts";
import { stateLabel } from "../evaluation/state-label.ts";
import { exchangeStatus } from "../exchange/exchange.ts";
import type { Explanation } from "../explanation/explanation.ts";
import { parameterValueText } from "../explanation/parameter-store.ts";
import { isJsonNumber } from "../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import { formatUtcDateTime } from "../text/format-time.ts";
import type { Case, CaseAnswer, CaseRules, CaseStore } from "./case-file.ts";
import { caseProvenance, caseSentence } from "./case-text.ts";
import { reportStyle } from "./report-style.ts";
import { whyLines } from "./why-lines.ts";

/** So many sets of rules are listed; a report is for reading. */
const maxSpecs = 14;
const maxRulesOfSpec = 6;
const maxValueLength = 400;

/**
 * Returns the case as one HTML page: without a script, without anything to load, in the scheme of its reader. Every text is escaped, and the page forbids itself all but
 * its own style. `explanations` has those of the first answers.
 */
export function caseReport(saved: Case, explanations: readonly (Explanation | null)[]): string {
  const { name, note, savedAtMs, madeWith, subjects, answers, stores, facts, replaced, rules } = saved;
  const tags = new Set(replaced.flatMap((each) => each.tags));
  const title = name === "" ? "Gatescope case" : name;
  const body = [
    `<header><span><b>Gatescope report</b> ${text(title)}</span><span>made ${text(formatUtcDateTime(savedAtMs))}</span></header>`,
    ...stores.map(storeSection),
    ...answers.map((answer, at) => answerSection(saved, answer, explanations[at] ?? null)),
    ...(note === "" ? [] : [`<section><h3>Note<span>by who saved it</span></h3><p class="note">${text(note)}</p></section>`]),
    `<div class="facts">`,
    ...subjects.map(({ label, user, tier, project }) => userSection({ label, user, tier, project }, tags, saved)),
    exposuresSection(answers, explanations),
    ...requestSections(answers),
    `</div>`,
    ...(facts.length === 0
      ? []
      : [`<section><h3>Also known</h3><dl>${facts.map((fact) => entry(fact.title, text(fact.text))).join("")}</dl></section>`]),
    ...rules.map((each) => rulesSection(each)),
    `<footer><span>Saved with Gatescope ${text(madeWith.gatescope)}. It contains no key; private attributes are left out.</span><span>nothing is loaded, nothing runs</span></footer>`,
  ];
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><title>${text(title)}</title>`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${reportStyle}</style></head>`,
    `<body><main><h1 hidden>${text(title)}</h1>`,
    ...body,
    "</main></body></html>",
    "",
  ].join("\n");
}

function storeSection({ name, parameters }: CaseStore): string {
  const rows = parameters.map(
    (each) =>
      `<tr><td><code>${text(each.name)}</code></td><td>${text(truncate(parameterValueText(each)))}</td><td>${text(each.because)}</td></tr>`,
  );
  return [
    `<section class="answer"><h2><b>Parameter store</b><code>${text(name)}</code></h2></section>`,
    "<section><table><thead><tr><th>Parameter</th><th>Value</th><th>Decided by</th></tr></thead>",
    `<tbody>${rows.join("")}</tbody></table></section>`,
  ].join("\n");
}

function answerSection(saved: Case, answer: CaseAnswer, explanation: Explanation | null): string {
  const { answer: given, explained } = answer;
  const isSame =
    explained !== null && explanation !== null && explanation.state === given.state && explanation.groupName === explained.groupName;
  const again = explanation === null ? "" : isSame ? "; explained again from the rules below: the same" : "; the rules below say otherwise";
  return [
    `<section class="answer" data-state="${given.state}"><h2><b>${text(stateLabel(given))}</b><code>${text(given.name)}</code></h2>`,
    `<p>${text(caseSentence(saved, answer))}</p>`,
    `<p class="meta">${text(`${entityKindLabels[given.kind].one}; ${caseProvenance(answer)}${again}`)}</p></section>`,
    ...(explanation === null ? [] : [whySection(explanation)]),
  ].join("\n");
}

function whySection(explanation: Explanation): string {
  const { lines, leftOut } = whyLines(explanation);
  const rows = lines.map(({ depth, what, has, wants, outcome, is }) => {
    const mark = { met: "✓ ", not_met: "✗ ", unknown: "? ", plain: "" }[is];
    const step = `<span${is === "met" ? ' class="met"' : ""}>${mark}</span>${text(what)}`;
    const indent = `style="padding-left:${depth * 16}px"`;
    if (has === "" && wants === "" && outcome === "") return `<tr><td ${indent} colspan="4">${step}</td></tr>`;
    return `<tr><td ${indent}>${step}</td><td>${text(has)}</td><td>${text(wants)}</td><td>${text(outcome)}</td></tr>`;
  });
  return [
    `<section><h3>Why<span>in the order Statsig decides</span></h3><table><thead><tr><th>Step</th><th>Has</th><th>Rule wants</th><th>Outcome</th></tr></thead>`,
    `<tbody>${rows.join("")}</tbody></table>${leftOut > 0 ? `<p class="quiet">${leftOut} more lines are in the case.</p>` : ""}</section>`,
  ].join("");
}

function userSection(
  { label, user, tier, project }: Pick<Case["subjects"][number], "label" | "user" | "tier" | "project">,
  tags: ReadonlySet<string>,
  { replaced }: Case,
): string {
  const removed = replaced.filter(({ how }) => how === "left_out").map(({ field }) => field);
  const fields = Object.entries(user).flatMap(([name, value]): [string, JsonValue][] =>
    (name === "custom" || name === "customIDs") && isJsonObject(value) ? Object.entries(value) : [[name, value]],
  );
  return [
    `<section><h3>User<span>${text(label)}; underlined: replaced</span></h3><dl>`,
    ...fields.map(([name, value]) => entry(name, `<code${tags.has(String(value)) ? ' class="tag"' : ""}>${text(shown(value))}</code>`)),
    ...(removed.length === 0 ? [] : [entry("left out", text(removed.join(", ")))]),
    entry("tier", text(tier === "" ? "none" : tier)),
    entry("project", text(project)),
    "</dl></section>",
  ].join("");
}

function exposuresSection(answers: readonly CaseAnswer[], explanations: readonly (Explanation | null)[]): string {
  const lines = answers.flatMap(({ answer }, at) => [
    entry(answer.name, text(`${stateLabel(answer)}${answer.ruleId ? `, rule ${answer.ruleId}` : ""}`)),
    ...(answer.secondaryExposures ?? explanations[at]?.secondaryExposures ?? []).map(({ gate, gateValue, ruleID }) =>
      entry(gate, text(`goes along: ${gateValue}${ruleID === "" ? "" : `, rule ${ruleID}`}`)),
    ),
  ]);
  return `<section><h3>Exposures<span>of a logged call</span></h3><dl class="wide">${lines.slice(0, 12).join("")}</dl></section>`;
}

/** The requests of the first answers: a report of many answers would not end. */
function requestSections(answers: readonly CaseAnswer[]): string[] {
  const requests = new Map(answers.flatMap(({ exchange }) => (exchange === null ? [] : [[exchange.id, exchange] as const])));
  return [...requests.values()].slice(0, 2).map((exchange) => {
    const { pathname, host } = addressOf(exchange.url);
    const status = exchangeStatus(exchange);
    return [
      "<section><h3>Request<span>as sent, values replaced</span></h3><dl>",
      entry("call", `<code>${text(`${exchange.method} ${pathname}`)}</code>`),
      entry("host", `<code>${text(host)}</code>`),
      entry(
        "answered",
        text(status === null ? exchange.outcome.kind.replaceAll("_", " ") : `${status} after ${Math.round(exchange.timing.totalMs)} ms`),
      ),
      ...(exchange.outcome.kind === "answered" && exchange.outcome.body !== ""
        ? [entry("body", `<code>${text(truncate(exchange.outcome.body))}</code>`)]
        : []),
      "</dl></section>",
    ].join("");
  });
}

function addressOf(url: string): { readonly pathname: string; readonly host: string } {
  if (!URL.canParse(url)) return { pathname: url, host: "" };
  const { pathname, host } = new URL(url);
  return { pathname, host };
}

function rulesSection({ payload, readAtMs }: CaseRules): string {
  const specs = ["dynamic_configs", "layer_configs", "feature_gates"].flatMap((section) => specsIn(payload[section]));
  const left = specs.length - maxSpecs;
  return [
    `<section><h3>Rules then<span>read ${text(formatUtcDateTime(readAtMs))}; ${specs.length} ${specs.length === 1 ? "set" : "sets"}</span></h3><ul class="rules">`,
    ...specs.slice(0, maxSpecs).map(([name, spec]) => specItem(name, spec)),
    `</ul>${left > 0 ? `<p class="quiet">${left} more are in the case.</p>` : ""}</section>`,
  ].join("");
}

function specsIn(section: JsonValue | undefined): [string, JsonObject][] {
  if (Array.isArray(section))
    return section.flatMap((spec) => (isJsonObject(spec) ? [[String(spec.name ?? ""), spec] as [string, JsonObject]] : []));
  return isJsonObject(section)
    ? Object.entries(section).flatMap(([name, spec]) => (isJsonObject(spec) ? [[name, spec] as [string, JsonObject]] : []))
    : [];
}

function specItem(name: string, spec: JsonObject): string {
  const rules = Array.isArray(spec.rules) ? spec.rules.filter(isJsonObject) : [];
  const items = rules.slice(0, maxRulesOfSpec).map((rule) => {
    const label = typeof rule.groupName === "string" ? rule.groupName : typeof rule.name === "string" ? rule.name : "";
    const share = isJsonNumber(rule.passPercentage) ? `, ${rule.passPercentage} %` : "";
    return `<li>${text(`${label}${share}`)}</li>`;
  });
  const more = rules.length > maxRulesOfSpec ? `<li>${rules.length - maxRulesOfSpec} more</li>` : "";
  const off = spec.enabled === false ? ", disabled" : "";
  return `<li><code>${text(name)}</code> <span class="quiet">${text(`${String(spec.entity ?? "").replaceAll("_", " ")}${off}`)}</span><ol>${items.join("")}${more}</ol></li>`;
}

function entry(term: string, description: string): string {
  return `<dt>${text(term)}</dt><dd>${description}</dd>`;
}

function shown(value: JsonValue): string {
  return truncate(
    typeof value === "string" ? value : isJsonObject(value) || Array.isArray(value) ? JSON.stringify(value) : formatPlainValue(value),
  );
}

function truncate(value: string): string {
  return value.length > maxValueLength ? `${value.slice(0, maxValueLength)}…` : value;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function text(value: string): string {
  return value.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
