import { useQueries } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { draftText } from "#renderer/session/chosen-drafts.ts";
import { useSession } from "#renderer/session/session.ts";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import { newestRulesText, rulesText } from "#shared/domain/explanation/rules-text.ts";
import { type KeyInfo, keyName } from "#shared/domain/project/key-info.ts";
import { canUseKey, findKeyFor } from "#shared/domain/project/key-use.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { isProtectedTier } from "#shared/domain/project/protected-tier.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";
import { effectiveTier } from "#shared/domain/user/statsig-user.ts";
import { columnNames } from "./column-names.ts";
import { compareLabels } from "./compare-labels.ts";

/** A column with all that is shown of it. */
export interface Column {
  readonly subject: CompareSubject;
  /** The name in the head of the table. */
  readonly name: string;
  readonly project: Project | undefined;
  readonly projectName: string;
  /** `client key ••••1a2b`; empty for none. */
  readonly keyName: string;
  /** The keys of the project that can ask for answers. */
  readonly keys: readonly KeyInfo[];
  /** The tier with which the user is evaluated; empty for none. */
  readonly tier: string;
  readonly isProtected: boolean;
  /** `now`, `24 Nov, 14:02`, `rules.json`. */
  readonly rules: string;
  /** `newest rules`, `rules as of 24 Nov, 14:02`. */
  readonly rulesText: string;
  readonly definitions: DefinitionsInfo | undefined;
}

/** Returns the columns of these subjects, with the names of their projects and the times of their rules. */
export function useColumns(subjects: readonly CompareSubject[]): Column[] {
  const projects = useSession((state) => state.projects);
  const projectIds = [...new Set(subjects.map(({ projectId }) => projectId))].filter((id) => projects.some((project) => project.id === id));
  const results = useQueries({ queries: projectIds.map((projectId) => orpc.explain.definitions.queryOptions({ input: { projectId } })) });
  const keyLists = useQueries({
    queries: projectIds.map((projectId) => ({
      ...orpc.keys.list.queryOptions({ input: { projectId } }),
      enabled: projects.some(({ id, kind }) => id === projectId && kind === "statsig"),
    })),
  });
  const keysOf = (projectId: string) =>
    (keyLists[projectIds.indexOf(projectId)]?.data ?? []).filter(({ kind }) => canUseKey(kind, "check"));
  const infoOf = (projectId: string) => results[projectIds.indexOf(projectId)]?.data;
  const facts = subjects.map((subject) => {
    const project = projects.find(({ id }) => id === subject.projectId);
    const definitions = infoOf(subject.projectId);
    const keys = keysOf(subject.projectId);
    const key = keys.find(({ id }) => id === subject.keyId) ?? findKeyFor("check", keys);
    return {
      ...{ project, keys, keyName: key === undefined ? "" : keyName(key) },
      projectName: project?.name ?? subject.projectId,
      definitions,
      ...rulesOf(subject, definitions),
    };
  });
  const names = columnNames(subjects, facts);
  return subjects.flatMap((subject, at) => {
    const fact = facts[at];
    if (fact === undefined) return [];
    const tier = effectiveTier(subject.user, subject.tier);
    const isProtected = fact.project !== undefined && isProtectedTier(fact.project, tier);
    return [{ subject, name: names[at] ?? "", ...fact, tier, isProtected }];
  });
}

function rulesOf(subject: CompareSubject, definitions: DefinitionsInfo | undefined): Pick<Column, "rules" | "rulesText"> {
  const { snapshotId, draft } = subject;
  if (draft !== undefined) return { rules: draftText(draft), rulesText: draftText(draft) };
  if (snapshotId === null) return { rules: compareLabels.rulesNow, rulesText: newestRulesText };
  const snapshot = definitions?.snapshots.find(({ id }) => id === snapshotId);
  if (snapshot === undefined) return { rules: compareLabels.anotherTime, rulesText: compareLabels.rulesOfAnotherTime };
  const { fileName, readAtMs } = snapshot;
  const time = formatDayAndTime(readAtMs, Date.now());
  return { rules: fileName ?? time, rulesText: rulesText({ time, fileName }) };
}
