import { shortWho } from "#renderer/answer/explain/explain-request.ts";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { effectiveTier, tierText } from "#shared/domain/user/statsig-user.ts";
import { compareLabels } from "./compare-labels.ts";

/** What a column is called besides its user: the project, and the time of its rules. */
export interface ColumnFacts {
  readonly projectName: string;
  /** `client key ••••1a2b`; empty for none. */
  readonly keyName: string;
  /** `now`, `24 Nov, 14:02`, `rules.json`. */
  readonly rules: string;
}

/**
 * Names the columns by what differs among them, in few words: `Lena` and `Nora`; `production` and `staging` for one user; the keys; `now` and `24 Nov, 14:02`. Columns
 * that would have one name get everything that differs, or else a number.
 */
export function columnNames(subjects: readonly CompareSubject[], facts: readonly ColumnFacts[]): string[] {
  const ofSubject = subjects.map((subject, at) => [
    shortWho(subject.userLabel),
    facts[at]?.projectName ?? subject.projectId,
    facts[at]?.keyName || compareLabels.noKey,
    tierText(effectiveTier(subject.user, subject.tier)),
    facts[at]?.rules ?? "",
  ]);
  const differing = [0, 1, 2, 3, 4].filter((part) => new Set(ofSubject.map((parts) => parts[part])).size > 1);
  const [first = 0] = differing;
  const short = ofSubject.map((parts) => parts[first] ?? "");
  if (new Set(short).size === short.length) return short;
  const long = ofSubject.map((parts) => differing.map((part) => parts[part]).join(", ") || (parts[0] ?? ""));
  return long.map((name, at) => (long.indexOf(name) === long.lastIndexOf(name) ? name : `${name} (${at + 1})`));
}
