import { listed } from "../comparison/comparison-text.ts";
import { entityKindLabels } from "../evaluation/evaluation.ts";
import { formatPlainValue } from "../evaluation/format-value.ts";
import { stateLabel } from "../evaluation/state-label.ts";
import { exchangeStatus } from "../exchange/exchange.ts";
import type { Explanation } from "../explanation/explanation.ts";
import { parameterValueText } from "../explanation/parameter-store.ts";
import { isJsonNumber } from "../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import { formatCount, formatNumber } from "../text/format-number.ts";
import { formatUtcDateTime } from "../text/format-time.ts";
import { keepUnits } from "../text/keep-units.ts";
import { upperFirst } from "../text/upper-first.ts";
import type { Case, CaseAnswer, CaseRules, CaseStore } from "./case-file.ts";
import { caseProvenance, caseSentence } from "./case-text.ts";
import { reportStyle } from "./report-style.ts";
import { whyLines } from "./why-lines.ts";

/** So many sets of rules are listed; a report is for reading. */
const maxSpecs = 14;
const maxRulesOfSpec = 6;
const maxValueLength = 400;
const maxExposureLines = 12;
const maxRequests = 2;
/** So many answers stand one below the other, each with its reason, and are printed on one page; more of them begin with a table. */
const maxAnswersInFull = 2;
/** With more answers, the details are folded: on paper, the first page would drown in them. */
const maxUnfoldedAnswers = 5;

/**
 * Returns the case as one HTML page: without a script, without anything to load, in the scheme of its reader. Every text is escaped, and the page forbids itself all but
 * its own style. `explanations` has those of the first answers. One answer, or two that were compared, stand with their details on one page; of more, the first page says
 * for whom, what and why, and the details follow. What is folded is not printed.
 */
export function caseReport(saved: Case, explanations: readonly (Explanation | null)[]): string {
  const { name, note, savedAtMs, madeWith, subjects, answers, stores, facts, replaced, rules } = saved;
  const tags = new Set(replaced.flatMap((each) => each.tags));
  const title = name === "" ? "Gatescope case" : name;
  const head = `<header><span><b>Gatescope report</b> ${text(title)}</span><span>made ${text(formatUtcDateTime(savedAtMs))}</span></header>`;
  const noteSection = note === "" ? [] : [`<section><h3>Note<span>by who saved it</span></h3><p class="note">${text(note)}</p></section>`];
  const users = subjects.map(({ label, user, tier, project }) => userSection({ label, user, tier, project }, tags, saved));
  const known =
    facts.length === 0
      ? []
      : [`<section><h3>Also known</h3><dl>${facts.map((fact) => entry(fact.title, text(fact.text))).join("")}</dl></section>`];
  const details = (answer: CaseAnswer, at: number) => answerSection(saved, answer, explanations[at] ?? null);
  const [exposures, requests] = [exposuresSection(answers, explanations), requestSections(answers)];
  const isFolded = answers.length > maxUnfoldedAnswers;
  const body =
    answers.length <= maxAnswersInFull
      ? [
          ...stores.map(storeSection),
          ...answers.map(details),
          ...noteSection,
          ...known,
          `<div class="facts">`,
          ...[...users, exposures, ...requests],
          `</div>`,
          ...rules.map(rulesSection),
        ]
      : [
          summarySection(saved),
          ...noteSection,
          `<div class="users${users.length === 1 ? " one" : ""}">`,
          ...users,
          `</div>`,
          answersTable(saved, { hasDetails: !isFolded }),
          ...stores.map(storeSection),
          ...known,
          `<section class="details"><h3>Details<span class="screen">${isFolded ? "unfold what you want to read or print" : "fold what you do not want to print"}</span></h3>`,
          ...answers.map((answer, at) => fold(answerTitle(saved, answer), details(answer, at), { isOpen: !isFolded })),
          fold("Exposures and requests", `<div class="facts">${[exposures, ...requests].join("")}</div>`, { isOpen: !isFolded }),
          ...rules.map((each) => fold("Rules then", rulesSection(each), { isOpen: !isFolded })),
          "</section>",
        ];
  const foot = `<footer><span>Saved with Gatescope ${text(madeWith.gatescope)}. It contains no key; private attributes are left out.</span><span>nothing is loaded, nothing runs</span></footer>`;
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><title>${text(title)}</title>`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${reportStyle}</style></head>`,
    `<body><main><h1 hidden>${text(title)}</h1>`,
    ...[head, ...body, foot],
    "</main></body></html>",
    "",
  ].join("\n");
}

/** On paper, in place of what is folded. */
const whereDetailsAre =
  "Each step, the exposures, the requests and the rules are in this file: open it in a browser, and unfold what is to be printed.";

/** For whom and how often each answer was given, when and by whom. */
function summarySection({ subjects, answers }: Case): string {
  const [first, ...others] = subjects;
  const { label = "", tier = "" } = first ?? {};
  const title =
    others.length > 0
      ? `${formatCount(answers.length, "answer")} for ${listed(subjects.map((each) => each.label))}`
      : `${formatCount(answers.length, "answer")} for ${label}${tier === "" ? "" : ` in ${tier}`}`;
  const provenances = [...new Set(answers.map((answer) => caseProvenance({ answer: { ...answer.answer, elapsedMs: 0 } })))];
  return [
    `<section class="answer"><h2>${text(title)}</h2><p>${countedStates(answers).join(", ")}</p>`,
    `<p class="meta">${text(provenances.slice(0, 2).join("; "))}${provenances.length > 2 ? "; others with the details" : ""}</p></section>`,
  ].join("");
}

/** `12 Pass, 3 Fail`, each in its colour. */
function countedStates(answers: readonly CaseAnswer[]): string[] {
  const labels = answers.map(({ answer }) => ({ state: answer.state, label: stateLabel({ ...answer, groupName: null }) }));
  const counts = new Map<string, number>();
  for (const { label } of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => {
    const state = labels.find((each) => each.label === label)?.state ?? "";
    return `<span data-state="${state}">${count} <b>${text(label)}</b></span>`;
  });
}

/** Each name with its answer and reason; of several users, with one column for each. */
function answersTable({ subjects, answers }: Case, { hasDetails }: { readonly hasDetails: boolean }): string {
  const rows = Map.groupBy(answers, ({ answer }) => `${answer.kind} ${answer.name}`);
  const state = ({ answer }: CaseAnswer) => `<b data-state="${answer.state}">${text(stateLabel(answer))}</b>`;
  const reason = ({ answer }: CaseAnswer) => text(keepUnits(`${upperFirst(answer.because)}.`));
  const name = ({ answer }: CaseAnswer) =>
    `<code>${text(answer.name)}</code> <span class="quiet">${entityKindLabels[answer.kind].one}</span>`;
  const cells = (of: readonly CaseAnswer[]) =>
    subjects.map((_, at) => {
      const mine = of.filter(({ subject }) => subject === at);
      return `<td>${mine.map((each) => `${state(each)} ${reason(each)}`).join("<br>")}</td>`;
    });
  const [heads, lines] =
    subjects.length > 1
      ? [
          ["Name", ...subjects.map(({ label, tier }) => text(`${label}${tier === "" ? "" : `, ${tier}`}`))],
          [...rows.values()].map((of) => [of[0] === undefined ? "" : `<td>${name(of[0])}</td>`, ...cells(of)]),
        ]
      : [
          ["Name", "Answer", "Because"],
          answers.map((each) => [`<td>${name(each)}</td>`, `<td>${state(each)}</td>`, `<td>${reason(each)}</td>`]),
        ];
  return [
    `<section><h3>Answers</h3>${hasDetails ? "" : `<p class="quiet paper">${whereDetailsAre}</p>`}<table class="answers"${subjects.length > 1 ? " data-compared" : ""}>`,
    `<thead><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead>`,
    `<tbody>${lines.map((line) => `<tr>${line.join("")}</tr>`).join("")}</tbody></table></section>`,
  ].join("");
}

function answerTitle({ subjects }: Case, { subject, answer }: CaseAnswer): string {
  const who = subjects.length > 1 ? `, ${subjects[subject]?.label ?? ""}` : "";
  return `${answer.name}: ${stateLabel(answer)}${who}`;
}

function fold(title: string, content: string, { isOpen }: { readonly isOpen: boolean }): string {
  return `<details${isOpen ? " open" : ""}><summary>${text(title)}</summary>${content}</details>`;
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
  return `<section><h3>Exposures<span>of a logged call</span></h3><dl class="wide">${lines.slice(0, maxExposureLines).join("")}</dl>${moreText(lines.length - maxExposureLines)}</section>`;
}

/** The requests of the first answers: a report of many answers would not end. */
function requestSections(answers: readonly CaseAnswer[]): string[] {
  const requests = new Map(answers.flatMap(({ exchange }) => (exchange === null ? [] : [[exchange.id, exchange] as const])));
  return [...requests.values()].slice(0, maxRequests).map((exchange, at) => {
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
      "</dl>",
      at === maxRequests - 1 ? moreText(requests.size - maxRequests) : "",
      "</section>",
    ].join("");
  });
}

function moreText(count: number): string {
  return count > 0 ? `<p class="quiet">${formatNumber(count)} more in the case.</p>` : "";
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
    `</ul>${moreText(left)}</section>`,
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
