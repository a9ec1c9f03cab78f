import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ListFilter, ShieldCheck } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { isWithoutRules, useDefaultRules, useNamesIn } from "#renderer/answer/explain/rules-in-use.ts";
import { NoNames } from "#renderer/answer/known-names/no-names.tsx";
import { orpc } from "#renderer/host/client.ts";
import { StrongNames } from "#renderer/parts/strong-names.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { useSavedDrafts } from "#renderer/session/saved-drafts.ts";
import { useProject, useProjectId, useTier } from "#renderer/session/session.ts";
import { VirtualRows } from "#renderer/ui/virtual-rows.tsx";
import type { CohortEntity } from "#shared/domain/cohort/cohort.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";
import { tierText } from "#shared/domain/user/statsig-user.ts";
import { cohortsLabels } from "../cohorts-labels.ts";
import { useSetup } from "../cohorts-state.ts";
import {
  entityGroups,
  type OfferedEntity,
  useChosenEntities,
  useChosenSnapshot,
  useOfferedEntities,
  useQuestion,
} from "../use-question.ts";
import classes from "./setup.module.css";

type Line =
  | { readonly is: "group"; readonly group: OfferedEntity["group"]; readonly of: readonly OfferedEntity[] }
  | { readonly is: "entity"; readonly entity: OfferedEntity };

const keyOf = ({ kind, name }: CohortEntity) => `${kind} ${name}`;

/** The entities that the users are checked for, and what the check will be. */
export function EntitiesPanel() {
  const offered = useOfferedEntities();
  const current = useQuestion();
  const hasNothingToCheck = useHasNothingToCheck(offered.length);
  const [filter, setFilter] = useState("");
  const chosen = useChosenEntities(offered);
  const isChosen = new Set(chosen.map(keyOf));
  const choose = (entities: readonly CohortEntity[]) => useSetup.setState({ entities: entities.map(({ kind, name }) => ({ kind, name })) });
  const wanted = filter.trim().toLowerCase();
  const lines = entityGroups.flatMap((group): Line[] => {
    const of = offered.filter((entity) => entity.group === group && entity.name.toLowerCase().includes(wanted));
    return of.length === 0 ? [] : [{ is: "group", group, of }, ...of.map((entity): Line => ({ is: "entity", entity }))];
  });
  const users = current.is === "ready" ? current.users : null;
  const toggle = (entity: OfferedEntity) =>
    choose(isChosen.has(keyOf(entity)) ? chosen.filter((each) => keyOf(each) !== keyOf(entity)) : [...chosen, entity]);
  const panel = useRef<HTMLElement>(null);
  const filterInput = useRef<HTMLInputElement>(null);
  useCommand("find", () => filterInput.current?.select());
  const found = lines.flatMap((line) => (line.is === "entity" ? [line.entity] : []));
  /** Enter chooses the only name that the filter leaves; the arrow key goes to the names. */
  const handleFilterKeys = (event: KeyboardEvent) => {
    const [only, ...others] = found;
    if (event.key === "ArrowDown") panel.current?.querySelector<HTMLElement>("input[type=checkbox]")?.focus();
    else if (event.key === "Enter" && wanted !== "" && only !== undefined && others.length === 0) toggle(only);
    else return;
    event.preventDefault();
  };
  return (
    <section ref={panel} className={classes.side} aria-label={cohortsLabels.entities}>
      <h2>
        {cohortsLabels.entities} <span>{cohortsLabels.ofCount(chosen.length, offered.length)}</span>
        <TextInput
          className={classes.find ?? ""}
          aria-label={cohortsLabels.filterEntities}
          placeholder={cohortsLabels.filter}
          leftSection={<ListFilter size={13} aria-hidden />}
          ref={filterInput}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={handleFilterKeys}
        />
      </h2>
      {hasNothingToCheck && (
        <div className={classes.noNames}>
          <NoNames takesFile />
        </div>
      )}
      <VirtualRows
        className={classes.pick}
        count={lines.length}
        heightPx={(index) => (lines[index]?.is === "group" ? 28 : 24)}
        keyOf={(index) => {
          const line = lines[index];
          return line === undefined ? String(index) : line.is === "group" ? line.group : keyOf(line.entity);
        }}
      >
        {(rows) => (
          <div style={{ height: rows.totalPx, position: "relative" }}>
            {rows.rows.map(({ index, key, startPx }) => {
              const line = lines[index];
              if (line === undefined) return null;
              const style = { transform: `translateY(${startPx}px)` };
              if (line.is === "group") {
                const all = line.of.every((entity) => isChosen.has(keyOf(entity)));
                const others = chosen.filter((entity) => !line.of.some((each) => keyOf(each) === keyOf(entity)));
                return (
                  <div key={key} className={classes.group} style={style}>
                    {line.group}{" "}
                    <span>{cohortsLabels.ofCount(line.of.filter((entity) => isChosen.has(keyOf(entity))).length, line.of.length)}</span>
                    <button
                      type="button"
                      className="link"
                      aria-label={`${all ? cohortsLabels.none : cohortsLabels.all} ${line.group}`}
                      onClick={() => choose(all ? others : [...others, ...line.of])}
                    >
                      {all ? cohortsLabels.none : cohortsLabels.all}
                    </button>
                  </div>
                );
              }
              const { entity } = line;
              const isOn = isChosen.has(keyOf(entity));
              return (
                <div key={key} className={classes.item} data-on={isOn || undefined} style={style}>
                  <Checkbox
                    size="xs"
                    checked={isOn}
                    label={
                      <code className="ell" title={entity.name}>
                        {entity.name}
                      </code>
                    }
                    onChange={() => toggle(entity)}
                  />
                  {entity.idType.toLowerCase() !== "userid" && <small>{entity.idType}</small>}
                </div>
              );
            })}
          </div>
        )}
      </VirtualRows>
      <div className={classes.estimate}>
        <RulesAndTier />
        <p className={classes.sum}>
          {current.is === "incomplete" ? (
            <span>{current.problem}</span>
          ) : users === null ? (
            cohortsLabels.usersTimes(chosen.length)
          ) : (
            cohortsLabels.answers(users, chosen.length)
          )}
        </p>
        <p className={classes.where}>
          <ShieldCheck size={14} aria-hidden />
          <span>
            <StrongNames sentence={cohortsLabels.runs} names={[cohortsLabels.onThisMachine]} />
          </span>
        </p>
      </div>
    </section>
  );
}

/** True if there is nothing to choose, or only names of answers: without rules, nothing can be evaluated here. */
function useHasNothingToCheck(offered: number): boolean {
  const names = useNamesIn(useProjectId(), useChosenSnapshot());
  return names !== undefined && (offered === 0 || isWithoutRules(names));
}

/** No ID of a snapshot begins like this. */
function draftValue(name: string): string {
  return `draft ${name}`;
}

/** The rules and the tier with which the users are evaluated. */
function RulesAndTier() {
  const { draft, tier } = useSetup();
  const snapshotId = useChosenSnapshot();
  const { drafts } = useSavedDrafts();
  const project = useProject();
  const projectId = useProjectId();
  const sessionTier = useTier();
  const info = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId } })).data;
  const defaultId = useDefaultRules(projectId);
  const snapshots = info?.snapshots ?? [];
  const tiers = [...new Set([sessionTier, ...(project?.tiers ?? []).map(({ name }) => name)])];
  return (
    <div className={classes.given}>
      <NativeSelect
        size="xs"
        label={cohortsLabels.rules}
        value={draft !== null ? draftValue(draft.name) : snapshots.some(({ id }) => id === snapshotId) ? (snapshotId ?? "") : ""}
        data={[
          // A project without rules of its own has no newest ones beside the opened file.
          ...(defaultId === null ? [{ value: "", label: cohortsLabels.rulesNow }] : []),
          ...snapshots.map(({ id, readAtMs, fileName }) => ({
            value: id,
            label: fileName ?? cohortsLabels.rulesRead(formatDayAndTime(readAtMs, Date.now())),
          })),
          ...drafts.map(({ name }) => ({ value: draftValue(name), label: cohortsLabels.draftOfRules(name) })),
        ]}
        onChange={({ currentTarget: { value } }) => {
          const chosen = drafts.find(({ name }) => draftValue(name) === value) ?? null;
          useSetup.setState({ draft: chosen, snapshotId: chosen !== null || value === "" ? null : value });
        }}
      />
      <NativeSelect
        size="xs"
        label={cohortsLabels.tier}
        value={tier ?? sessionTier}
        data={tiers.map((name) => ({ value: name, label: tierText(name) }))}
        onChange={(event) => useSetup.setState({ tier: event.currentTarget.value === sessionTier ? null : event.currentTarget.value })}
      />
    </div>
  );
}
