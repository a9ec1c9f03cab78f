import { codeSnippet } from "../code-snippets/code-snippets.ts";
import { readStoredBody, storedSnippetRequest } from "../code-snippets/snippet-request.ts";
import { hostOf } from "../evaluation/answers/other-server.ts";
import type { Exchange, Headers, TimingPhase } from "../exchange/exchange.ts";
import { csvLine } from "../text/csv-line.ts";
import { formatUtcDateTime } from "../text/format-time.ts";
import type { HistoryEntry, HistoryRow } from "./history-entry.ts";

export const historyExportFormats = ["har", "ndjson", "csv", "markdown", "curl"] as const;
export type HistoryExportFormat = (typeof historyExportFormats)[number];

/** The file of each format. */
export const historyExportFiles: Record<HistoryExportFormat, { readonly extension: string; readonly type: string }> = {
  har: { extension: "har", type: "application/json" },
  ndjson: { extension: "ndjson", type: "application/x-ndjson" },
  csv: { extension: "csv", type: "text/csv" },
  markdown: { extension: "md", type: "text/markdown" },
  curl: { extension: "sh", type: "text/x-shellscript" },
};

/** An entry to export. `exchange` is missing if it was damaged and could not be recovered, and for formats that need only the row. */
export type ExportedEntry = { readonly row: HistoryRow } & Partial<Pick<HistoryEntry, "exchange" | "context" | "answers">>;

/** Writes a file in parts: its head, each entry, its foot. Keys are masked in what was stored, and private values were not stored. */
export interface HistoryWriter {
  /** False if the format needs the rows only. */
  readonly needsExchange: boolean;
  readonly head: string;
  entry(entry: ExportedEntry, isFirst: boolean): string;
  readonly foot: string;
}

export function historyWriter(format: HistoryExportFormat, { version }: { readonly version: string }): HistoryWriter {
  switch (format) {
    case "har":
      return {
        needsExchange: true,
        head: `{"log":{"version":"1.2","creator":${JSON.stringify({ name: "Gatescope", version })},"entries":[`,
        entry: (entry, isFirst) => `${isFirst ? "\n" : ",\n"}${JSON.stringify(harEntry(entry))}`,
        foot: "\n]}}\n",
      };
    case "ndjson":
      return { needsExchange: true, head: "", entry: (entry) => `${JSON.stringify(ndjsonEntry(entry))}\n`, foot: "" };
    case "csv":
      return { needsExchange: false, head: csvLine(csvColumns), entry: ({ row }) => csvLine(csvCells(row)), foot: "" };
    case "markdown":
      return {
        needsExchange: false,
        head: "| Time | Answer | Name | User | Tier | Project | Status | ms | Tags | Note |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
        entry: ({ row }) => `| ${markdownCells(row).map(markdownCell).join(" | ")} |\n`,
        foot: "",
      };
    case "curl":
      return { needsExchange: true, head: curlHead, entry: curlEntries(), foot: "" };
  }
}

function requestName({ name, nameCount, purpose, endpoint }: HistoryRow): string {
  if (name === "") return purpose === "imported" ? endpoint : purpose;
  return nameCount > 1 ? `${name} and ${nameCount - 1} more` : name;
}

const csvColumns = [
  ...["time", "project", "tier", "user", "kind", "name", "names", "state", "answer", "status", "ms"],
  ...["logged", "pinned", "origin", "endpoint", "action", "request", "tags", "note"],
];

function csvCells(row: HistoryRow): (string | number)[] {
  return [
    ...[new Date(row.atMs).toISOString(), row.projectName, row.tier, row.userLabel, row.kind ?? "", row.name, row.nameCount],
    ...[row.state, row.word, row.status ?? "", row.elapsedMs, row.isLogging ? "yes" : "no", row.isPinned ? "yes" : "no"],
    ...[row.purpose, row.endpoint, row.actionId, row.exchangeId, row.tags.join(", "), row.note],
  ];
}

function markdownCells(row: HistoryRow): string[] {
  const { atMs, word, userLabel, tier, projectName, status, elapsedMs, tags, note } = row;
  const name = `\`${requestName(row).replaceAll("`", "'")}\``;
  const numbers = [String(status ?? ""), String(Math.round(elapsedMs))];
  return [formatUtcDateTime(atMs), word, name, userLabel, tier, projectName, ...numbers, tags.join(", "), note];
}

function markdownCell(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[\\|<]/g, "\\$&");
}

function ndjsonEntry({ row, context, exchange, answers }: ExportedEntry) {
  return exchange === undefined ? { row, problem: damaged } : { row, context, exchange, answers };
}

const damaged = "The request and the answer were in a damaged part of the history.";

const curlHead = `#!/bin/sh
# Requests of a history. The keys are not in it: set the variables that it names, such as STATSIG_SERVER_KEY.
# Each is the key of one project, which the line above its requests names.
# Requests that logged exposures or sent events do so again.
set -u
`;

/** Returns a function that writes entries as cURL calls. No two projects share a variable, so that no key is sent to the host of another project. */
function curlEntries(): (entry: ExportedEntry) => string {
  const suffixes = new Map<string, string>();
  const suffixOf = ({ projectId, projectName, purpose }: HistoryRow, { url }: Exchange) => {
    const host = hostOf(url);
    const [owner, name] = purpose === "imported" ? [host, host] : [projectId, projectName];
    const known = suffixes.get(owner);
    if (known !== undefined) return known;
    const plain = `_${name.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
    const isTaken = [...suffixes.values()].includes(plain);
    const suffix = suffixes.size === 0 ? "" : isTaken ? `${plain}_${suffixes.size + 1}` : plain;
    suffixes.set(owner, suffix);
    return suffix;
  };
  return ({ row, context, exchange }) => {
    const { atMs, endpoint, userLabel, tier, word, isLogging, projectName } = row;
    const parts = [new Date(atMs).toISOString(), endpoint, requestName(row), userLabel, tier, projectName, word, isLogging ? "logged" : ""];
    const title = `\n# ${comment(parts.filter((part) => part !== "").join(", "))}\n`;
    const body = exchange === undefined ? undefined : readStoredBody(exchange);
    if (exchange === undefined || context === undefined) return `${title}# Not written: ${damaged}\n`;
    if (body === undefined) return `${title}# Not written: its body was not kept whole.\n`;
    const request = storedSnippetRequest({ exchange, context, body, hosts: undefined });
    return title + codeSnippet("curl", { ...request, keyVariable: request.keyVariable + suffixOf(row, exchange) });
  };
}

/** Removes what would end a comment of a shell script, or change what a terminal shows. */
function comment(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").toWellFormed();
}

/** Returns an entry as HAR 1.2 does (https://w3c.github.io/web-performance/specs/HAR/Overview.html), with what Gatescope knows about it in `_gatescope`. */
function harEntry({ row, context, exchange, answers }: ExportedEntry) {
  const started = { startedDateTime: new Date(row.atMs).toISOString(), time: row.elapsedMs };
  const about = {
    ...{ project: row.projectName, tier: row.tier, user: row.userLabel, kind: row.kind, purpose: row.purpose },
    ...{
      names: context?.names ?? [row.name],
      state: row.state,
      answer: row.word,
      isLogging: row.isLogging,
      tags: row.tags,
      note: row.note,
    },
  };
  const answered = answers?.map(({ kind, name, state, ruleId, groupName }) => ({ kind, name, state, ruleId, groupName })) ?? [];
  return {
    ...started,
    request: exchange === undefined ? emptyRequest : harRequest(exchange),
    response: exchange === undefined ? { ...emptyResponse, _error: damaged } : harResponse(exchange),
    cache: {},
    timings: harTimings(exchange?.timing.phases ?? [], row.elapsedMs),
    ...(annotationText(row) !== "" && { comment: annotationText(row) }),
    _gatescope: {
      ...about,
      answers: answered,
      ...(exchange !== undefined && { entry: { context, answers, exchange: withoutBodies(exchange) } }),
    },
  };
}

/** The exchange without what HAR has already, so that an import loses nothing. */
function withoutBodies({ request: { body: _sent, ...request }, outcome, ...exchange }: Exchange) {
  if (outcome.kind !== "answered") return { ...exchange, request, outcome };
  const { body: _received, ...answered } = outcome;
  return { ...exchange, request, outcome: answered };
}

/** Returns tags and note as one text: `ticket-42, badges: Customer wrote on Friday.`; empty for neither. */
function annotationText({ tags, note }: HistoryRow): string {
  return [tags.join(", "), note].filter((part) => part !== "").join(": ");
}

const emptyRequest = {
  ...{ method: "POST", url: "about:blank", httpVersion: "HTTP/1.1", cookies: [], headers: [], queryString: [] },
  ...{ headersSize: -1, bodySize: -1 },
};

const emptyResponse = {
  ...{ status: 0, statusText: "", httpVersion: "", cookies: [], headers: [], content: { size: 0, mimeType: "x-unknown" } },
  ...{ redirectURL: "", headersSize: -1, bodySize: -1 },
};

function harRequest({ method, url, request: { headers, body, bodyBytes } }: Exchange) {
  const [, query = ""] = /\?([^#]*)/.exec(url) ?? [];
  const queryString = query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => ({ name: pair.split("=", 1)[0] ?? "", value: pair.includes("=") ? pair.slice(pair.indexOf("=") + 1) : "" }));
  const mimeType = headerOf(headers, "content-type") ?? "application/json";
  return {
    ...emptyRequest,
    ...{ method, url, headers: harHeaders(headers), queryString, bodySize: bodyBytes },
    ...(body !== null && { postData: { mimeType, text: body } }),
  };
}

function harResponse({ outcome }: Exchange) {
  const headers = "headers" in outcome ? outcome.headers : [];
  const status = "status" in outcome ? outcome.status : 0;
  const common = { ...emptyResponse, status, headers: harHeaders(headers), httpVersion: status === 0 ? "" : "HTTP/1.1" };
  if (outcome.kind !== "answered") return { ...common, _error: outcome.kind };
  const mimeType = headerOf(headers, "content-type") ?? "application/json";
  return {
    ...common,
    statusText: outcome.statusText,
    content: {
      ...{ size: outcome.bodyBytes, mimeType, text: outcome.body },
      ...(outcome.isCut && { comment: "Only the beginning of the body was kept." }),
    },
  };
}

/** The names of HAR: `connect` includes `ssl`, and -1 is a phase that did not take place. */
function harTimings(phases: readonly TimingPhase[], totalMs: number) {
  const msOf = (name: TimingPhase["name"]) => phases.find((phase) => phase.name === name)?.ms;
  const [connect, ssl] = [msOf("connect"), msOf("tls")];
  return {
    blocked: -1,
    dns: msOf("dns") ?? -1,
    connect: connect === undefined && ssl === undefined ? -1 : (connect ?? 0) + (ssl ?? 0),
    ssl: ssl ?? -1,
    send: msOf("send") ?? 0,
    wait: msOf("wait") ?? (phases.length === 0 ? totalMs : 0),
    receive: msOf("receive") ?? 0,
  };
}

function harHeaders(headers: Headers) {
  return headers.map(([name, value]) => ({ name, value }));
}

function headerOf(headers: Headers, name: string): string | undefined {
  return headers.find(([header]) => header.toLowerCase() === name)?.[1];
}
