import type { HistoryRow } from "#shared/domain/history/history-entry.ts";
import type { DueRemoval, Retention, RetentionRule } from "#shared/domain/history/retention.ts";
import { formatBytes, formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import {
  formatDay,
  formatDayAndTime,
  formatDayTitle,
  formatTimeOfDay,
  formatTimeOrDate,
  startOfDay,
} from "#shared/domain/text/format-time.ts";

/** Texts about what the history removes by age and size. */
export const retentionLabels = {
  change: "Change…",
  show: "Show them",
  skip: "Skip this time",
  exportFirst: "Export them first",
  undo: "Undo",
  apply: "Keep this much",
  days: "Days",
  megabytes: "MB",
  changeTitle: "How much the history keeps",
  dueTitle: "What will be removed",
  noLimitHint: "Leave a field empty for no limit. Requests with a pin, a tag or a note always stay.",
  unusable: "Days are 1 to 36,500, and MB 10 to 1,000,000, or empty.",
  isAnnounced: "What is removed is shown here first, at least until the next night, and can be brought back until Gatescope ends.",
  stays: "Stay although older",
} as const;

/** `90 days or 500 MB`. */
export function ruleText({ days, megabytes }: RetentionRule): string {
  const limits = [...(days === null ? [] : [formatCount(days, "day")]), ...(megabytes === null ? [] : [`${formatNumber(megabytes)} MB`])];
  return limits.length === 0 ? "without a limit" : `for ${limits.join(" or ")}`;
}

export function keptText(entries: number, bytes: number, rule: RetentionRule): string {
  return `${formatNumber(entries)} kept ${ruleText(rule)}; ${formatBytes(bytes)} now`;
}

/** The requests that could not be stored, since the first of them. */
export interface NotStored {
  readonly requests: number;
  readonly sinceMs: number;
}

/** `3 requests since 16:09:31 could not be stored, so they are not in the history.` */
export function notStoredText({ requests, sinceMs }: NotStored, nowMs: number): string {
  const isOne = requests === 1;
  return `${formatCount(requests, "request")} since ${formatTimeOrDate(sinceMs, nowMs)} could not be stored, so ${isOne ? "it is" : "they are"} not in the history. The disk may be full.`;
}

/** `tonight` for the night that follows, else `after 26 Nov, 03:00`. */
export function removalTime(atMs: number, nowMs: number): string {
  if (atMs <= nowMs) return "in a moment";
  const isTonight = startOfDay(atMs) <= startOfDay(nowMs) + 1.5 * 24 * 60 * 60_000;
  return isTonight ? "tonight" : `after ${formatDayAndTime(atMs, nowMs)}`;
}

/** ` will be removed tonight; 6 pinned stay.`, after the number of requests. */
export function willBeRemoved({ due, removesAtMs }: Pick<Retention, "due" | "removesAtMs">, nowMs: number): string {
  const when = removesAtMs === null ? "" : ` ${removalTime(removesAtMs, nowMs)}`;
  const { pinned = 0, annotated = 0 } = due?.staying ?? {};
  const what = pinned === 0 ? "tagged" : annotated === 0 ? "pinned" : "pinned or tagged";
  const count = pinned + annotated;
  return `will be removed${when}${count === 0 ? "" : `; ${formatNumber(count)} ${what} ${count === 1 ? "stays" : "stay"}`}`;
}

/** When and why: `at 03:00 or when Gatescope next runs, older than 90 days`. */
export function removalReason({ due, removesAtMs, rule }: Pick<Retention, "due" | "removesAtMs" | "rule">, nowMs: number): string {
  const at =
    removesAtMs === null
      ? ""
      : removesAtMs > nowMs
        ? `${formatDayTitle(removesAtMs, nowMs)}, ${formatTimeOfDay(removesAtMs, { hasSeconds: false })}`
        : "Now";
  const { requests = 0, bySize = 0 } = due ?? {};
  const causes = [
    ...(requests > bySize && rule.days !== null ? [`older than ${formatCount(rule.days, "day")}`] : []),
    ...(bySize > 0 && rule.megabytes !== null ? [`the oldest beyond ${formatNumber(rule.megabytes)} MB`] : []),
  ];
  return `${at}, or when Gatescope runs after that: ${causes.join(", and ")}`;
}

const purposeLabels: Record<HistoryRow["purpose"], string> = {
  everything: "Check everything",
  check: "Checks",
  send: "Events sent",
  test: "Key tests",
  imported: "Imported requests",
  definitions: "Background requests",
};

/** One line of each purpose: what, whose, how many. */
export function dueLines({ purposes }: Pick<DueRemoval, "purposes">) {
  return purposes.map(({ purpose, requests, actions, users }) => ({
    purpose,
    title: purposeLabels[purpose],
    hint:
      purpose === "send"
        ? "the ledger keeps its lines"
        : purpose === "everything"
          ? formatCount(actions, "action")
          : users > 0
            ? `of ${formatCount(users, "user")}`
            : "",
    requests,
  }));
}

export function dueSpan({ fromMs, toMs }: Pick<DueRemoval, "fromMs" | "toMs">, nowMs: number): string {
  const [from, to] = [formatDay(fromMs, nowMs), formatDay(toMs, nowMs)];
  return from === to ? `All of ${from}` : `All of ${from} to ${to}`;
}

/** Why older requests stay; null if none do. */
export function stayingText({ staying: { pinned, annotated, unfinished } }: Pick<DueRemoval, "staying">): string | null {
  const reasons = [
    ...(pinned === 0 ? [] : [`${formatNumber(pinned)} pinned`]),
    ...(annotated === 0 ? [] : [`${formatNumber(annotated)} with a tag or note`]),
    ...(unfinished === 0 ? [] : [`${formatNumber(unfinished)} of events that wait`]),
  ];
  return reasons.length === 0 ? null : reasons.join(", ");
}

export function stayingCount({ staying: { pinned, annotated, unfinished } }: Pick<DueRemoval, "staying">): number {
  return pinned + annotated + unfinished;
}

/** Reads two limits as they are typed; an empty one is none. Returns null if one cannot be a limit (`RetentionRuleSchema`). */
export function readRule(days: string, megabytes: string): RetentionRule | null {
  const [dayLimit, sizeLimit] = [limitIn(days, 1, 36_500), limitIn(megabytes, 10, 1_000_000)];
  return dayLimit === undefined || sizeLimit === undefined ? null : { days: dayLimit, megabytes: sizeLimit };
}

function limitIn(text: string, min: number, max: number): number | null | undefined {
  const typed = text.trim().replaceAll(",", "");
  if (typed === "") return null;
  const limit = Number(typed);
  return Number.isInteger(limit) && limit >= min && limit <= max ? limit : undefined;
}
