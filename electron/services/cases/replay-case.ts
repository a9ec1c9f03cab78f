import type { Case } from "#shared/domain/case/case-file.ts";
import { leafTexts } from "#shared/domain/case/replacer.ts";
import type { ReplayedStore, ReplayRow } from "#shared/domain/case/replay.ts";
import type { ComparedAnswer } from "#shared/domain/comparison/comparison.ts";
import { privateNotKept } from "#shared/domain/exchange/key-form.ts";
import { doubledNamesOf, withDoubledNames } from "#shared/domain/json/doubled-names.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { compareSubjects } from "../compare/compare.ts";
import { preparedRules } from "../compare/prepared-rules.ts";
import type { Subject } from "../compare/subject.ts";
import { ruleNamesIn } from "../definitions/definitions.ts";
import { abridged } from "../explain/abridged.ts";
import { parameterSources } from "../explain/engine/parameter-stores.ts";
import { entitiesOf, entityOf, evaluatorOf, idListsOf, type LoadedRules, membershipsOf, subjectOf } from "./case-rules.ts";
import { replayStore } from "./case-stores.ts";
import { neededRules } from "./needed-rules.ts";

export interface ReplayedCase {
  readonly rows: ReplayRow[];
  readonly stores: ReplayedStore[];
  readonly notes: string[];
}

/** Evaluates the answers of a case with other rules, and compares them with those of its own rules. */
export function replayCase(saved: Case, now: LoadedRules, nowMs: number): ReplayedCase {
  const tags = new Set(saved.replaced.flatMap((each) => each.tags));
  const hasTags = tags.size > 0;
  // A file of rules has no known names, and real ones repeat the IDs: the case has those that were known when it was saved.
  const ruleNames = new Map([...saved.rules.flatMap(({ payload }) => [...ruleNamesIn(payload)]), ...(now.ruleNames ?? [])]);
  const replayed = saved.subjects.map((subject, subjectAt): Pick<ReplayedCase, "rows" | "stores"> => {
    const then = subjectOf(saved, subject);
    if (then === null) return { rows: [], stores: [] };
    const ownStores = saved.stores.flatMap((store, at) => (store.subject === subjectAt ? [{ store, at }] : []));
    const storeNames = new Set(ownStores.map(({ store }) => store.name));
    const sourcesNow = [...storeNames].flatMap((name) =>
      parameterSources(preparedRules(now.payload), name).flatMap((each) => entityOf(each) ?? []),
    );
    const entities = [...entitiesOf(saved.answers, (of) => of === subjectAt), ...sourcesNow];
    const part = neededRules(now.payload, entities, { stores: storeNames, ruleNames });
    const compared: Subject = {
      ...then,
      atMs: nowMs,
      rules: withDoubledNames(withTags(part, then.rules, tags) as JsonObject, doubledNamesOf(part)),
      idLists: hasTags || now.idLists === null ? then.idLists : idListsOf(membershipsOf(now.idLists, then.user)),
    };
    const comparison = compareSubjects(then, compared);
    const evaluator = evaluatorOf(compared);
    const stores = ownStores.map(({ store, at }) => replayStore(store, at, { then, now: compared, comparison }));
    const rows = saved.answers.flatMap(({ subject: of, answer }, at): ReplayRow[] => {
      const entity = entityOf(answer);
      if (of !== subjectAt || entity === null) return [];
      const { result, causes, isComplete, tried, reference, compared: answerNow } = comparison.row(entity);
      return [
        {
          ...{ at, subject: of, kind: answer.kind, name: answer.name, result, causes, isComplete, tried },
          ...{ before: reference, now: answerNow, explanation: abridged(evaluator.explain(entity.kind, entity.name)) },
        },
      ];
    });
    return { rows, stores };
  });
  const rows = replayed.flatMap((each) => each.rows).toSorted((one, other) => one.at - other.at);
  const stores = replayed.flatMap((each) => each.stores).toSorted((one, other) => one.at - other.at);
  return { rows, stores, notes: notesOn(saved, rows, hasTags) };
}

function notesOn(saved: Case, rows: readonly ReplayRow[], hasTags: boolean): string[] {
  const hasLists = saved.rules.some(({ idLists }) => idLists !== null && Object.keys(idLists).length > 0);
  const missing = saved.answers.length - rows.length;
  const unlike = rows.filter(({ at, before }) => !isLike(saved, at, before)).map(({ name }) => name);
  return [
    ...(hasTags && hasLists ? ["IDs are replaced in the case, so membership in ID lists is taken from it."] : []),
    ...(unlike.length > 0 ? [`The rules of the case do not give the saved answer of ${unlike.join(", ")}: then is what they give.`] : []),
    ...(missing > 0 ? [`${missing} of ${saved.answers.length} answers cannot be replayed, because the case has no rules for them.`] : []),
  ];
}

function isLike({ answers }: Case, at: number, before: ComparedAnswer): boolean {
  const answer = answers[at]?.answer;
  return answer !== undefined && answer.state === before.state && (answer.state !== "group" || answer.groupName === before.groupName);
}

/**
 * Returns rules with the tags of a case where the case replaced a value of theirs: a text at the same place of the same rule. Without this, every rule with a
 * replaced value would count as edited.
 */
function withTags(now: JsonValue, then: JsonValue | undefined, tags: ReadonlySet<string>): JsonValue {
  if (then === undefined) return now;
  if (Array.isArray(now) && Array.isArray(then)) {
    if (now.length === then.length) return now.map((entry, at) => withTags(entry, then[at], tags));
    return now.map((entry) => {
      const key = keyOf(entry);
      return key === null
        ? entry
        : withTags(
            entry,
            then.find((other) => keyOf(other) === key),
            tags,
          );
    });
  }
  if (isJsonObject(now) && isJsonObject(then))
    return Object.fromEntries(
      Object.entries(now).map(([name, entry]) => [name, withTags(entry, Object.hasOwn(then, name) ? then[name] : undefined, tags)]),
    );
  const isLeaf = !Array.isArray(now) && !isJsonObject(now);
  return isLeaf && leafTexts(then).some((text) => hasTag(text, tags)) ? then : now;
}

/** Specs and rules of a list are matched by what names them. */
function keyOf(entry: JsonValue): string | null {
  if (!isJsonObject(entry)) return null;
  if (typeof entry.id === "string") return `id ${entry.id}`;
  return typeof entry.name === "string" ? `name ${entry.name}` : null;
}

function hasTag(text: string, tags: ReadonlySet<string>): boolean {
  if (tags.has(text) || text.includes("[left out]") || text.includes(privateNotKept)) return true;
  return [...text.matchAll(/[a-z0-9]+-[a-z0-9]{6}|9\d{9}/g)].some(([found]) => tags.has(found));
}
