import type { EditTime } from "../comparison/compare-request.ts";
import type { PartDifference } from "../comparison/comparison.ts";
import { describePart, listed, partName, partValueText } from "../comparison/comparison-text.ts";
import { formatAge } from "../text/format-duration.ts";
import { formatCount, formatNumber } from "../text/format-number.ts";
import { formatDayAndTime } from "../text/format-time.ts";
import { upperFirst } from "../text/upper-first.ts";
import { isPrivateField } from "../user/statsig-user.ts";
import { type CauseSide, type PageCause, type PageRow, sideOf } from "./page-comparison.ts";

/** `9 of 30 answers on the page differ from what Lena gets now`; the numbers and the name stand out. */
export function pageLead(rows: readonly PageRow[], who: string): string {
  const [differing, undecided] = [count(rows, "differs"), count(rows, "undecided")];
  const total = formatNumber(rows.length);
  if (rows.length === 0) return "No answer of the page could be compared";
  if (differing > 0) return `${formatNumber(differing)} of ${total} ${pageDiffers(differing, who)}`;
  if (undecided > 0) return `${formatNumber(undecided)} of ${total} answers cannot be told for ${who}`;
  return rows.length === 1 ? `The one answer is the same for ${who} now` : `All ${total} answers are the same for ${who} now`;
}

/** `answers on the page differ from what Lena gets now`, after the numbers. */
export function pageDiffers(differing: number, who: string): string {
  return `answers on the page ${differing === 1 ? "differs" : "differ"} from what ${who} gets now`;
}

const sideTexts: Readonly<Record<CauseSide, string>> = {
  user: "because its user differs",
  ids: "because its values were made for other IDs",
  rules: "because its values are from before the rules changed",
  override: "because the page overrides the answer itself",
  other: "for another reason",
};

/** `5 because its user differs, 4 because its values are from before the rules changed.` */
export function pageBecause(rows: readonly PageRow[], who: string): string {
  const counts = new Map<CauseSide, number>();
  for (const { cause } of rows) if (cause !== null) counts.set(sideOf(cause), (counts.get(sideOf(cause)) ?? 0) + 1);
  if (counts.size === 0)
    return rows.length === 0 ? "None of its names is in this project." : `The page has what ${who} gets by the rules of now.`;
  const clauses = [...counts].toSorted(([, a], [, b]) => b - a).map(([side, number]) => `${formatNumber(number)} ${sideTexts[side]}`);
  return `${clauses.join(", ")}.`;
}

/** `Reloading the page would clear 4 of the 9. The other 5 come from its user.` Null if nothing differs. */
export function reloadSentence(rows: readonly PageRow[], isCached: boolean): string | null {
  const differing = rows.filter(({ result }) => result === "differs");
  if (differing.length === 0) return null;
  if (isCached) return "These are values of the page’s cache, which it would use for this user without a network.";
  const cleared = differing.filter((row) => row.isClearedByReload).length;
  const rest = differing.length - cleared;
  const all = formatNumber(differing.length);
  if (rest === 0) return differing.length === 1 ? "Reloading the page would clear it." : `Reloading the page would clear all ${all}.`;
  const stays = differing.filter((row) => !row.isClearedByReload);
  const sides = new Set(stays.map(({ cause }) => (cause === null ? "other" : sideOf(cause))));
  const why = [...sides].map((side) =>
    side === "user" ? "its user" : side === "override" ? "its overrides" : side === "ids" ? "the IDs its values were made for" : null,
  );
  const known = why.every((each) => each !== null) ? ` ${rest === 1 ? "comes" : "come"} from ${listed(why.map(String))}.` : " would stay.";
  const first =
    cleared === 0
      ? "Reloading the page would clear none of them."
      : `Reloading the page would clear ${formatNumber(cleared)} of the ${all}.`;
  return cleared === 0 ? `${first}${known === " would stay." ? "" : ` They${known}`}` : `${first} The other ${formatNumber(rest)}${known}`;
}

/** A heading over the rows of one cause, and more about it. */
export interface CauseTitle {
  readonly title: string;
  readonly detail: string;
}

/** `country is DE on the page, not US`; `Rules changed 29 Nov, 11:20` with the edits as the detail. */
export function causeTitle(
  cause: PageCause,
  { editTimes, nowMs, valuesMs }: { readonly editTimes: readonly EditTime[]; readonly nowMs: number; readonly valuesMs: number | null },
): CauseTitle {
  switch (cause.kind) {
    case "override":
      return { title: "The page overrides the answer", detail: "set with its local overrides; Statsig did not answer this" };
    case "older_values":
      return {
        title: valuesMs === null ? "Rules changed since" : `Rules changed after ${formatDayAndTime(valuesMs, nowMs)}`,
        detail: cause.isUserOther ? "those of then are not kept here; its user differs as well" : "those of then are not kept here",
      };
    case "other_ids":
      return {
        title: `Its values were made for another ${listed(cause.idTypes)}`,
        detail: "as a server makes them for a page that starts with its values (bootstrap)",
      };
    case "unexplained":
      return {
        title: "Not explained by its user and the rules",
        detail: "Statsig also reads the page’s address and browser, for the country and the device",
      };
    case "parts": {
      const [first, ...others] = cause.causes;
      const parts = first?.parts ?? [];
      const [only, ...more] = parts;
      const alternatives = others.length === 0 ? "" : `or ${others.map((each) => each.parts.map(pagePart).join(" and ")).join("; or ")}`;
      if (only?.part.kind === "spec" && more.length === 0) {
        const { of, name, edits } = only.part;
        const time = editTimes.find((edit) => edit.of === of && edit.name === name);
        const what = edits.length === 0 ? name : `${name}: ${edits.join("; ")}`;
        return {
          title: time === undefined ? "Rules changed since" : `Rules changed ${formatDayAndTime(time.byMs, nowMs)}`,
          detail: alternatives === "" ? what : `${what}; ${alternatives}`,
        };
      }
      return { title: keepName(listed(parts.map(pagePart))), detail: alternatives };
    }
  }
}

/** The name of a field keeps its capitals; any other clause starts a sentence. */
function keepName(text: string): string {
  return /^the |^other |^Statsig/.test(text) ? upperFirst(text) : text;
}

/** `newsletter is not set on the page`, `country is DE on the page, not US`. Private values are not written. */
function pagePart(difference: PartDifference): string {
  const { part, reference, compared } = difference;
  if (part.kind === "tier" && typeof reference !== "string") return `the page sets no tier, and is not in ${partValueText(compared)}`;
  if (part.kind === "tier") return `the page is in ${partValueText(reference)}, not ${partValueText(compared)}`;
  if (part.kind === "key") return "the page uses another key";
  if (part.kind === "time") return "time has passed";
  if (part.kind !== "field") return describePart(difference);
  const name = partName(part);
  if (reference === undefined || reference === null) return `${name} is not set on the page`;
  if (isPrivateField(part.path[0] ?? "")) return `${name} (private) is another on the page`;
  if (compared === undefined || compared === null) return `${name} is set on the page`;
  return `${name} is ${partValueText(reference)} on the page, not ${partValueText(compared)}`;
}

/** `page’s values of 20 Nov, 17:22, 9 days old`. */
export function pageValuesText(receivedAtMs: number | null, nowMs: number): string {
  if (receivedAtMs === null) return "page’s values of an unknown time";
  return `page’s values of ${formatDayAndTime(receivedAtMs, nowMs)}, ${formatAge(Math.max(0, nowMs - receivedAtMs))}`;
}

/** `30 of 32 names recognised`. */
export function namesText(known: number, unknown: number): string {
  return unknown === 0
    ? `all ${formatCount(known, "name")} recognised`
    : `${formatNumber(known)} of ${formatCount(known + unknown, "name")} recognised`;
}

function count(rows: readonly PageRow[], result: PageRow["result"]): number {
  return rows.filter((row) => row.result === result).length;
}
