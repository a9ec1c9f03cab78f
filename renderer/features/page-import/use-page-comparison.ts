import { useQuery } from "@tanstack/react-query";
import { client } from "#renderer/host/client.ts";
import type { CompareSubject, ComparisonRow, EditTime } from "#shared/domain/comparison/compare-request.ts";
import { rulesTexts } from "#shared/domain/explanation/rules-text.ts";
import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import type { ComparedWith } from "#shared/domain/page-import/compared-with.ts";
import { readPageAnswers } from "#shared/domain/page-import/page-answers.ts";
import { comparePage, type EvaluatedAnswers, type PageRow, type RulesThen } from "#shared/domain/page-import/page-comparison.ts";
import { userOfValues } from "#shared/domain/page-import/values-user.ts";
import type { PageUser } from "#shared/domain/user/pasted/page-copy.ts";
import { type StatsigUser, splitTier } from "#shared/domain/user/statsig-user.ts";

/** Whom the page is compared with, and where. */
export interface ComparedUser extends ComparedWith {
  readonly projectId: string;
  readonly keyId: string | null;
}

export type PageComparison =
  | {
      readonly is: "compared";
      readonly rows: readonly PageRow[];
      readonly unknownNames: number;
      readonly editTimes: readonly EditTime[];
      readonly elapsedMs: number;
      /** The rules of now, and why no newer ones could be read. */
      readonly rulesTexts: readonly string[];
      /** True if the page's key is none of the project. */
      readonly isOtherKey: boolean;
      readonly subjects: readonly CompareSubject[];
    }
  | { readonly is: "no_values"; readonly because: string }
  | { readonly is: "refused"; readonly reason: string; readonly nextStep: string };

/** Compares what a page had for a user with what another gets now, by evaluating here. Requests definitions at most. */
export function usePageComparison(page: PageUser, compared: ComparedUser) {
  return useQuery({
    queryKey: ["page comparison", page, compared],
    queryFn: ({ signal }) => comparePageUser(page, compared, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
}

async function comparePageUser(page: PageUser, compared: ComparedUser, signal: AbortSignal): Promise<PageComparison> {
  if (page.values === null) return { is: "no_values", because: "The client had not received any yet, or was offline." };
  const { projectId } = compared;
  const [definitions, keys] = await Promise.all([
    // Which rules are those of now is known only after they were requested.
    client.explain.refreshDefinitions({ projectId }, { signal }),
    client.keys.list({ projectId }, { signal }).catch(() => []),
  ]);
  const valuesMs = valuesTimeMs(page);
  const kept = definitions.snapshots.find(({ timeMs, source }) => timeMs !== null && timeMs === valuesMs && source !== "file");
  const rulesThen: RulesThen = valuesMs !== null && definitions.timeMs === valuesMs ? "now" : kept === undefined ? "not_kept" : "kept";
  const pageKey = keys.find(({ lastFour }) => lastFour === page.keyEnd);

  const now = subjectOf(compared.user, compared, compared.label);
  // A page that sets no tier is evaluated with the default of the rules, whatever tier is selected here.
  const reloaded = { ...subjectOf(page.user, { ...compared, tier: "" }, "the page"), keyId: pageKey?.id ?? compared.keyId };
  const then = { ...reloaded, snapshotId: rulesThen === "kept" ? (kept?.id ?? null) : null, atMs: page.receivedAtMs };
  const valuesUser = userOfValues(page);
  const madeFor = valuesUser === null ? [] : [{ ...then, ...splitTier(valuesUser.user, "") }];
  const subjects = [then, now, reloaded];
  const stream = await client.compare.compare({ subjects: [then, now] }, { signal });
  const rows: ComparisonRow[] = [];
  for (;;) {
    const step = await stream.next();
    if (!step.done) {
      rows.push(...step.value.rows);
      continue;
    }
    const summary = step.value;
    if (summary.is !== "compared") return { is: "refused", reason: summary.reason, nextStep: summary.nextStep };
    const read = readPageAnswers(page, rows);
    if (read.kind === "none") return { is: "no_values", because: read.because };
    const wanted = new Map<string, ComparisonRow>(rows.map((row) => [`${row.kind} ${row.name}`, row]));
    const entities = read.answers.flatMap(({ answer }) => wanted.get(`${answer.kind} ${answer.name}`) ?? []);
    const answers = await client.compare.answers(
      { subjects: [...subjects, ...madeFor], entities: entities.map(({ kind, name }) => ({ kind, name })) },
      { signal },
    );
    if (answers === null) return { is: "refused", reason: "The rules are no longer there.", nextStep: "Try again." };
    const [ofThen = [], ofNow = [], ofReloaded = [], ofValues = []] = answers;
    const evaluated = new Map<string, EvaluatedAnswers>(
      entities.flatMap((row, at) => {
        const [first, second, third] = [ofThen[at], ofNow[at], ofReloaded[at]];
        if (first === undefined || second === undefined || third === undefined) return [];
        const forValues = ofValues[at];
        const made =
          forValues === undefined || valuesUser === null ? {} : { forValues: { answer: forValues, idTypes: valuesUser.idTypes } };
        return [[`${row.kind} ${row.name}`, { row, atCopy: first, now: second, reloaded: third, ...made }] as const];
      }),
    );
    return {
      is: "compared",
      rows: comparePage(read.answers, ({ kind, name }) => evaluated.get(`${kind} ${name}`), rulesThen),
      unknownNames: read.unknownNames,
      editTimes: summary.editTimes,
      elapsedMs: summary.elapsedMs,
      rulesTexts: rulesTexts(summary.rules.slice(1), Date.now()),
      isOtherKey: page.keyEnd !== null && keys.length > 0 && pageKey === undefined,
      subjects,
    };
  }
}

function subjectOf(user: StatsigUser, { projectId, tier, keyId }: ComparedUser, userLabel: string): CompareSubject {
  return { ...splitTier(user, tier), userLabel, projectId, keyId, snapshotId: null, atMs: null };
}

/** Statsig's time of the last change of the rules, by which the values were made. */
export function valuesTimeMs({ values }: PageUser): number | null {
  const time = values?.time;
  return time !== undefined && isJsonNumber(time) && toDouble(time) > 0 && toDouble(time) < 8.64e15 ? toDouble(time) : null;
}
