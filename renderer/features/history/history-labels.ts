import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { CountBucket, CountUnit } from "#shared/domain/history/count-strip.ts";
import type { HistoryAction, HistoryEntry, HistoryRow, RequestContext } from "#shared/domain/history/history-entry.ts";
import type { HistoryExportFormat } from "#shared/domain/history/history-export.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDateTime, formatDayTitle, formatTimeOfDay } from "#shared/domain/text/format-time.ts";

/** Texts of the History screen that commands and tests use too. */
export const historyLabels = {
  requests: "Requests",
  rows: "Actions and their requests, newest first",
  searchRegion: "Search and saved searches",
  search: "Search the history",
  searchHint: "gate:checkout* user:u-1036 since:yesterday, or words",
  clearSearch: "Clear the search",
  completions: "Fields and values",
  countHint: "Among the newest 20,000 requests",
  noValues: (example: string) => `Nothing to choose from among the newest 20,000 requests. Write a value, as in ${example}.`,
  signs: [
    ["*", "any letters"],
    [">= <=", "numbers"],
    ["-", "before: not"],
    ['" "', "a phrase"],
  ],
  listIsOfBefore: "The list shows the search before it.",
  searchInstead: (text: string) => `Search for ${text}`,
  filters: "Filters",
  any: "any",
  import: "Import…",
  export: "Export",
  exporting: "Exporting…",
  exportFound: (count: number, total: number, max: number) =>
    `${count >= max ? `${formatNumber(max)} or more requests` : formatCount(count, "request")}${count < total ? " found" : ""}, the newest first. To export some only, mark them with X or Ctrl and a click.`,
  exportMarked: (count: number) => `${formatCount(count, "marked line")} with all requests of each`,
  unmarkAll: "Remove the marks",
  marked: (count: number) => `${formatNumber(count)} marked`,
  compareMarked: "Compare",
  markTwo: "Mark two to compare them: X, or Ctrl and a click.",
  unanswered: "No answer",
  thisProject: "This project",
  logged: "Logged",
  pinned: "Pinned",
  background: "Background requests",
  allHidden: "All requests are hidden",
  whyHidden: (count: number) =>
    count === 1
      ? "The only request so far is one that Gatescope made by itself, to read rules or names. Such requests are hidden."
      : `All ${formatNumber(count)} requests so far were made by Gatescope itself, to read rules or names. Such requests are hidden.`,
  showHidden: (count: number) => (count === 1 ? "Show it" : `Show the ${formatNumber(count)} requests`),
  hidden: (count: number) => `${formatNumber(count)} hidden`,
  filterByAnswer: (shown: string) => `Filter by answer: ${shown}`,
  anyAnswer: "Any answer",
  noMatch: (total: string, text: string) => `None of ${total} requests matches “${text}”.`,
  noMatchSoFar: (text: string) => `No match for “${text}” so far.`,
  searchedBackTo: (time: string) => `Searched back to ${time}; older requests are still being searched.`,
  clearFilters: "Clear filters",
  request: "Request",
  action: "Action",
  backToList: "List",
  partOf: "part of",
  showMore: (count: number) => `Show ${formatCount(count, "more request")}`,
  /** `of` is what is pinned together with the request; empty if nothing else is. */
  pin: (of: string) => `Pin: keep when the history is cleared${of}`,
  isPinnedNow: (of: string) => `Pinned: it stays when the history is cleared${of}.`,
  isUnpinnedNow: "Not pinned any more.",
  remove: "Remove from the history",
  checkAgain: "Check again",
  askToClear: "Clear history…",
  clearTitle: "Clear the history",
  clear: "Clear the history",
  clearKeeps: (count: number) =>
    count === 0 ? "No request has a pin, a tag or a note." : `Keeps ${formatCount(count, "request")} with a pin, a tag or a note.`,
} as const;

/** The row with tags and note. */
export const annotationLabels = {
  region: "Tags and note",
  tags: "Tags",
  tag: (tag: string) => `Tag ${tag}`,
  addTag: "Add a tag",
  addTagHint: "Add a tag (T)",
  tagAdded: (tag: string) => `Tag ${tag} added.`,
  noteKept: "Note kept.",
  newTag: "New tag",
  newTagHint: "Enter adds the tag; Escape ends",
  removeTag: (tag: string) => `Remove the tag ${tag}`,
  note: "Note",
  addNote: "Add a note",
  addNoteHint: "N writes the note",
  noteHint: "Enter keeps the note; Shift and Enter begin a line; Escape leaves it as it was",
  hasNote: "has a note",
  /** Said beside one request of an action. */
  ofAction: "for all its requests",
  notWritten: (reason: string) => `Not kept: ${reason}`,
} as const;

/** The comparison of two requests. */
export const compareEntriesLabels = {
  region: "Comparison of two requests",
  became: "in B is",
  what: "What",
  swap: "Swap",
  copy: "Copy as Markdown",
  copied: "Comparison copied.",
  checkBoth: "Check both again",
  close: "Close the comparison",
  searching: "Looking for the cause…",
  cause: "cause",
  differs: "differs:",
  differ: (count: number) => (count === 0 ? "all the same" : count === 1 ? "1 differs" : `${formatNumber(count)} differ`),
  same: (count: number) => `${formatNumber(count)} the same`,
  checkedHere: (hasSameRules: boolean) =>
    `Cause checked here, ${hasSameRules ? "with the same rules for both" : "each with the rules of its time"}. Nothing was sent.`,
  noAnswer: "one of them has no answer.",
  rankedNotCompared: "ranked lists are not evaluated here.",
  notInRules: "the rules that were kept do not contain this name.",
  sameHere: "with the rules that were kept, both have the same answer here. Statsig answered with other rules, or knew more about a user.",
  undecidedHere: "one of the answers cannot be evaluated here.",
  notChecked: (reason: string) => `Not checked: ${reason}`,
  notCompared: (reason: string) => `Not compared: ${reason}`,
  oneOf: (side: string, count: number) => `${side} is one of ${formatNumber(count)} requests of its action.`,
} as const;

/** The menu that compares a request. */
export const runAgainLabels = {
  now: "The rules of now",
  another: "Another request of the list…",
  sends: "Run again with. Sends one request, logs nothing.",
  tier: "Another tier",
  user: "Another user",
  project: "Another project",
} as const;

/** The strip of counts. */
export const stripLabels = {
  title: (unit: CountUnit) => `Requests per ${unit}`,
  first: "From",
  last: "Until",
  bucket: (time: string, count: number, unanswered: number) =>
    `${time}: ${formatCount(count, "request")}${unanswered > 0 ? `, ${formatNumber(unanswered)} without an answer` : ""}`,
  summary: (buckets: readonly CountBucket[], from: string) => {
    const sum = (of: "count" | "unanswered") => buckets.reduce((total, bucket) => total + bucket[of], 0);
    return stripLabels.bucket(`Since ${from}`, sum("count"), sum("unanswered"));
  },
  countedSince: (time: string): string => `Counted back to ${time}`,
  later: (count: number): string =>
    `${formatCount(count, "request")} ${count === 1 ? "has" : "have"} a time in the future, so no bar shows ${count === 1 ? "it" : "them"}.`,
};

export const savedSearchLabels = {
  region: "Saved searches",
  title: "Saved",
  save: "Save this search",
  rename: "Rename this search",
  name: "Name of the search",
  nameHint: "Enter saves it; Escape does not",
  remove: (name: string) => `Remove the saved search ${name}`,
  removed: (name: string) => `Saved search ${name}`,
} as const;

/** What each format of an export is for. */
export const exportLabels: Record<HistoryExportFormat, { readonly title: string; readonly use: string }> = {
  har: { title: "HAR", use: "for browsers and proxies" },
  ndjson: { title: "NDJSON", use: "everything, one line each" },
  csv: { title: "CSV", use: "for a spreadsheet" },
  markdown: { title: "Markdown", use: "a table for a ticket" },
  curl: { title: "cURL script", use: "to send them again" },
};

/** The fields that can be set by mouse. */
export const filterLabels = { since: "Since", until: "Until", user: "User", tier: "Tier", project: "Project", origin: "Origin" } as const;

/** Returns what an action did, in the words of its button. */
export function actionTitle({
  newest,
  names,
  kinds,
  isEverything,
}: Pick<HistoryAction, "newest" | "names" | "kinds" | "isEverything">): string {
  if (isEverything) return "Check everything";
  switch (newest.purpose) {
    case "everything":
    case "check":
      return `Check ${formatCount(names, newest.kind === null || kinds > 1 ? "name" : entityKindLabels[newest.kind].one)}`;
    case "send":
      return newest.endpoint === "log_custom_exposure" ? "Send exposures" : "Send events";
    case "definitions":
      return newest.endpoint === "console" ? "Read the console" : "Read the project’s rules";
    case "test":
      return "Test a key";
    case "imported":
      return "Imported requests";
  }
}

/** Says what a request to the Console API read (statsig-http.md §15). */
export function consoleReadText(
  { url }: Pick<Exchange, "url">,
  { names, projectName }: Pick<RequestContext, "names" | "projectName">,
): string {
  const { pathname } = new URL(url);
  const what =
    pathname.endsWith("/overrides") && names.length === 0
      ? "Overrides of an ID"
      : pathname.endsWith("/versions")
        ? `Versions of ${names.join(", ")}`
        : `Rule names of ${names.join(", ")}`;
  return `${what} in ${projectName} were read from the Statsig console. Nothing was logged or changed.`;
}

/** Says from where and when a request was imported, and what was decoded or is missing. */
export function importedText({ imported }: Pick<HistoryEntry["context"], "imported">): string {
  return [importedFrom({ imported }), ...(imported?.notes ?? [])].join(" ");
}

/** `Recorded by another tool; imported from shop.har on 24 Dec 2026, 18:00.` */
export function importedFrom({ imported }: Pick<HistoryEntry["context"], "imported">): string {
  if (imported === undefined) return "Recorded by another tool.";
  return `Recorded by another tool; imported from ${imported.source} on ${formatDateTime(imported.atMs)}.`;
}

/** Returns the name of a removed action or request: `Check 3 gates for Lena, staging, 3 requests`, `checkout_v2`. */
export function removedTitle(line: { is: "action"; action: HistoryAction } | { is: "request"; row: HistoryRow }): string {
  if (line.is === "request") return requestTitle(line.row);
  const { action } = line;
  if (action.requests === 1) return requestTitle(action.newest);
  return `${actionTitle(action)} for ${actionSubject(action)}, ${formatCount(action.requests, "request")},`;
}

/** Returns for whom an action was: `Lena, staging`. A recording can have several tiers, so only its users are said. */
export function actionSubject({
  newest: { userLabel, tier, purpose },
  users,
  requests,
}: Pick<HistoryAction, "newest" | "users" | "requests">): string {
  const who = users > 1 ? formatCount(users, "user") : userLabel;
  return [who, ...(purpose === "imported" && requests > 1 ? [] : [tier])].filter((part) => part !== "").join(", ");
}

/** Returns what is pinned together with a request: `, with all 68 requests of the import`; empty for an action of one request. */
export function pinnedTogether({ requests, newest }: Pick<HistoryAction, "requests" | "newest">): string {
  const whole = newest.purpose === "imported" ? "import" : "action";
  return requests === 1 ? "" : `, with all ${formatCount(requests, "request")} of the ${whole}`;
}

/**
 * Returns when an action was: `Today at 14:02:05`. The requests of an import have the times of their recording, which can be days apart: `Yesterday at 23:59:10 to
 * today at 00:03:41`.
 */
export function actionTime({ newest, startedAtMs }: Pick<HistoryAction, "newest" | "startedAtMs">, nowMs: number): string {
  const [first, last] = [startedAtMs, newest.atMs].map((atMs) => ({ day: formatDayTitle(atMs, nowMs), time: formatTimeOfDay(atMs) }));
  if (first === undefined) return "";
  const from = `${first.day} at ${first.time}`;
  if (last === undefined || newest.purpose !== "imported" || (first.day === last.day && first.time === last.time)) return from;
  const day = last.day.replace(/^(Today|Yesterday)$/, (word) => word.toLowerCase());
  return `${from} to ${first.day === last.day ? "" : `${day} at `}${last.time}`;
}

/** Returns the number of requests of an action, and how many brought no answer; in a search, how many of them match. */
export function actionCounts(action: HistoryAction): string {
  const unanswered = unansweredText(action);
  return unanswered === null ? requestsText(action) : `${requestsText(action)}, ${unanswered}`;
}

/** `68 requests`, or in a search `1 of 68 requests found`. */
export function requestsText({ requests, matching }: HistoryAction): string {
  const all = formatCount(requests, "request");
  return matching < requests ? `${formatNumber(matching)} of ${all} found` : all;
}

/** `2 without an answer`, `none answered`; null if all were answered. */
export function unansweredText({ requests, unanswered }: HistoryAction): string | null {
  if (unanswered === 0) return null;
  return unanswered === requests ? "none answered" : `${formatNumber(unanswered)} without an answer`;
}

export function requestTitle({ name, nameCount, purpose, endpoint }: HistoryRow): string {
  if (name !== "") return nameCount > 1 ? `${name} and ${nameCount - 1} more` : name;
  if (purpose === "imported") return endpoint;
  return purpose === "definitions" ? "definitions" : purpose === "test" ? "key test" : purpose;
}
