import { useQuery } from "@tanstack/react-query";
import { useDefaultRules, useNamesIn } from "#renderer/answer/explain/rules-in-use.ts";
import { orpc } from "#renderer/host/client.ts";
import { useProject, useProjectId, useSession, useTier } from "#renderer/session/session.ts";
import {
  type CohortEntity,
  type CohortQuestion,
  type CohortSource,
  maxCombinations,
  type OutcomeUser,
} from "#shared/domain/cohort/cohort.ts";
import { countCombinations } from "#shared/domain/cohort/combinations.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { offeredUsers } from "#shared/domain/user/saved-user.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { cohortsLabels } from "./cohorts-labels.ts";
import { type CohortSetup, useResult, useSetup } from "./cohorts-state.ts";

export interface OfferedEntity extends CohortEntity {
  readonly group: EntityGroup;
  readonly idType: string;
}

const { gates, experiments, configs, layers } = cohortsLabels;
/** The groups of the list of entities, in their order. */
export const entityGroups = [gates, experiments, configs, layers] as const;
export type EntityGroup = (typeof entityGroups)[number];

const groupOf = { gate: gates, experiment: experiments, config: configs, layer: layers } as const;

/** Returns the snapshot with whose rules the users are checked: the chosen one, or that of the project's default rules. Null for the newest ones. */
export function useChosenSnapshot(): string | null {
  const { snapshotId, draft } = useSetup();
  const projectId = useProjectId();
  const defaultId = useDefaultRules(projectId);
  const snapshots = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId } })).data?.snapshots;
  if (draft !== null) return null;
  // A snapshot of another project was chosen before this one was selected.
  const isOfProject = snapshots === undefined || snapshots.some(({ id }) => id === snapshotId);
  return snapshotId !== null && isOfProject ? snapshotId : defaultId;
}

/** Returns the entities in the rules with which the users are checked, in the groups of the list. */
export function useOfferedEntities(): readonly OfferedEntity[] {
  const names = useNamesIn(useProjectId(), useChosenSnapshot())?.names ?? [];
  return names.flatMap((known: KnownName): OfferedEntity[] => {
    const { kind, name, idType } = known;
    if (kind === "ranked") return [];
    return [{ kind: kind === "experiment" ? "config" : kind, name, group: groupOf[kind], idType: idType ?? "userID" }];
  });
}

/** Returns the entities that are checked: those that were chosen, or else the one that is open in Inspect. */
export function useChosenEntities(offered: readonly OfferedEntity[]): readonly CohortEntity[] {
  const chosen = useSetup(({ entities }) => entities);
  const tab = useSession(({ inspectTab }) => inspectTab);
  const name = useSession(({ names }) => (tab === "everything" ? undefined : names[tab]));
  if (chosen !== null) return chosen;
  const open = offered.find((entity) => entity.name === name && entity.group === groupsOfTabs[tab]);
  return open === undefined ? [] : [{ kind: open.kind, name: open.name }];
}

const groupsOfTabs: Readonly<Record<string, OfferedEntity["group"]>> = groupOf;

export type CurrentQuestion =
  | { readonly is: "ready"; readonly question: CohortQuestion; readonly users: number | null }
  /** `problem` is a sentence that says what is missing. */
  | { readonly is: "incomplete"; readonly problem: string };

/** Returns the users for every outcome of the chosen entity, made with the rules, the draft and the tier with which the set-up checks. */
export function useOutcomes() {
  const { source, outcomesOf, draft, tier } = useSetup();
  const projectId = useProjectId();
  const sessionTier = useTier();
  const snapshotId = useChosenSnapshot();
  return useQuery({
    ...orpc.cohorts.outcomes.queryOptions({
      input: {
        ...{ projectId, tier: tier ?? sessionTier, snapshotId, entity: outcomesOf ?? { kind: "gate", name: "" } },
        ...(draft !== null && { draft }),
      },
    }),
    enabled: source === "outcomes" && outcomesOf !== null,
  });
}

/** Leaves out the outcomes that no user gets. */
export function usersOf(outcomes: readonly OutcomeUser[]) {
  return outcomes.flatMap(({ user, ...outcome }) => (user === null ? [] : [{ ...outcome, user }]));
}

/** Returns the question that Check would ask now. */
export function useQuestion(): CurrentQuestion {
  const setup = useSetup();
  const offered = useOfferedEntities();
  const projectId = useProjectId();
  const sessionTier = useTier();
  const base = useSession(({ user }) => user);
  const project = useProject();
  const savedUsers = offeredUsers(useQuery(orpc.users.list.queryOptions()).data ?? [], project?.kind);
  const entities = useChosenEntities(offered);
  const snapshotId = useChosenSnapshot();
  const { data: outcomes } = useOutcomes();
  const source = sourceOf(setup, base, {
    savedUsers: savedUsers.length,
    outcomes: outcomes === undefined ? null : usersOf(outcomes).length,
  });
  if ("problem" in source) return { is: "incomplete", problem: source.problem };
  if (entities.length === 0) return { is: "incomplete", problem: offered.length === 0 ? cohortsLabels.noNames : cohortsLabels.noEntity };
  return {
    is: "ready",
    question: {
      ...{ projectId, tier: setup.tier ?? sessionTier, snapshotId, source: source.source, entities: [...entities] },
      ...(setup.draft !== null && { draft: setup.draft }),
    },
    users: source.users,
  };
}

type Source = { readonly source: CohortSource; readonly users: number | null } | { readonly problem: string };

/** The numbers of users that are known only from the core; null while one is not known yet. */
interface KnownUsers {
  readonly savedUsers: number;
  readonly outcomes: number | null;
}

function sourceOf(setup: CohortSetup, user: StatsigUser, { savedUsers, outcomes }: KnownUsers): Source {
  switch (setup.source) {
    case "file": {
      const { file } = setup;
      if (file.is !== "read") return { problem: cohortsLabels.noFile };
      const { mapping, rows, unreadableRows } = file.preview;
      if (rows === unreadableRows) return { problem: cohortsLabels.noUserInFile(file.fileName) };
      return { source: { kind: "file", fileId: file.fileId, fileName: file.fileName, mapping }, users: rows - unreadableRows };
    }
    case "saved_users":
      return savedUsers === 0
        ? { problem: "There are no saved users. Save a user in the panel first." }
        : { source: { kind: "saved_users" }, users: savedUsers };
    case "combinations": {
      const users = countCombinations(setup.fields);
      if (setup.fields.length === 0) return { problem: "Add an attribute with the values to combine." };
      if (users === 0) return { problem: "Give each attribute at least one value." };
      if (users > maxCombinations)
        return { problem: `At most ${formatNumber(maxCombinations)} users are checked. Remove an attribute or some values.` };
      return { source: { kind: "combinations", base: user, fields: [...setup.fields], isIdNew: setup.isIdNew }, users };
    }
    case "outcomes":
      if (setup.outcomesOf === null) return { problem: "Choose the entity whose outcomes you want to see." };
      if (outcomes === 0) return { problem: `No user was found for any outcome of ${setup.outcomesOf.name}.` };
      return { source: { kind: "outcomes", entity: setup.outcomesOf }, users: outcomes };
    case "new_ids":
      return { source: { kind: "new_ids", ...setup.newIds, base: user }, users: setup.newIds.count };
  }
}

/** What the screen is about: the cohort that is shown, and the entity that was selected, or else the first one that was checked or is to be checked. */
export function useInView(): { readonly cohortId: string | null; readonly entity: CohortEntity | null } {
  const { result, entity } = useResult();
  const projectId = useProjectId();
  const [toCheck = null] = useChosenEntities(useOfferedEntities());
  const shown = result.is === "shown" && result.state.question.projectId === projectId ? result.state : null;
  return { cohortId: shown?.cohortId ?? null, entity: entity ?? shown?.question.entities[0] ?? toCheck };
}
