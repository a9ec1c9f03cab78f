import { ActionIcon, Button, Menu, NativeSelect, Select, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Download, ShieldCheck, Undo2 } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import type { VersionedEntity } from "#renderer/answer/console-versions/version-choices.ts";
import { putFileAway, useOpenedFile } from "#renderer/answer/explain/explain-view.ts";
import { isWithoutRules, useDefaultRules, useNamesIn } from "#renderer/answer/explain/rules-in-use.ts";
import { NoNames } from "#renderer/answer/known-names/no-names.tsx";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { keepDataOf } from "#renderer/host/keep-data.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { useProject, useProjectId, useSession, useTier } from "#renderer/session/session.ts";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { saveFile } from "#renderer/ui/save-file.ts";
import { Segments } from "#renderer/ui/segments.tsx";
import type { MovedUser, Outline, WhatIfRequest, WhatIfUsers } from "#shared/domain/comparison/what-if.ts";
import { versionBefore } from "#shared/domain/explanation/kept-versions.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { csvLine } from "#shared/domain/text/csv-line.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { offeredUsers } from "#shared/domain/user/saved-user.ts";
import { userLabel } from "#shared/domain/user/statsig-user.ts";
import { removedBy, withLatestValues } from "./draft-edits.ts";
import { DraftMenu } from "./draft-menu.tsx";
import { RuleEditor } from "./rule-editor.tsx";
import { isOfOlderRules, resultIn } from "./shown-result.ts";
import { TwoDates } from "./two-dates.tsx";
import { useDraft } from "./use-draft.ts";
import classes from "./what-if.module.css";
import { changeBecause, changeLead, sourceText, whatIfLabels } from "./what-if-labels.ts";
import { WhatIfResultView } from "./what-if-result.tsx";
import { type ChosenRules, cancelCount, countChanges, forgetResult, useWhatIf } from "./what-if-state.ts";

const newIdCount = 2_000;
/** The result follows each edit, but not each step of a slider that is being dragged. */
const settleMs = 150;

export interface Focus {
  readonly kind: "gate" | "config" | "layer";
  readonly name: string;
}

/** Returns the entity that the rest of the screen's path names: `gate/checkout_v2`. */
export function focusOf(path: string): Focus | null {
  const [kind, ...rest] = path.split("/");
  const name = rest.join("/");
  return (kind === "gate" || kind === "config" || kind === "layer") && name !== "" ? { kind, name } : null;
}

/** What if: an edited copy of the rules, or two kept versions of them, and who gets another answer. Nothing is written to Statsig. */
export function WhatIf({
  focus,
  inView,
  onFocus,
}: {
  focus: Focus | null;
  /** The cohort that is shown, whose users are taken until others are chosen, and the entity that it is about. */
  inView: { readonly cohortId: string | null; readonly entity: Focus | null };
  onFocus: (kind: Focus["kind"], name: string) => void;
}) {
  const { mode, users, older: chosenOlder, newer: chosenNewer, versionsOf, edit, fileProblem, result: last } = useWhatIf();
  const { edits, add, remove, undo, replaceWithUndo } = useDraft();
  const projectId = useProjectId();
  const result = resultIn(last, projectId);
  const tier = useTier();
  const base = useSession(({ user }) => user);
  const editedId = useDefaultRules(projectId);
  const file = useOpenedFile(projectId);
  const names = useNamesIn(projectId, editedId);
  const project = useProject();
  const saved = offeredUsers(useQuery(orpc.users.list.queryOptions()).data ?? [], project?.kind);
  const { data: cohorts = [] } = useQuery(orpc.cohorts.list.queryOptions({ staleTime: 0 }));
  const { data: definitions } = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId }, staleTime: 0 }));
  const olderId = versionBefore(definitions);
  const older = ofProject(chosenOlder, projectId) ?? (olderId === null ? null : { snapshotId: olderId });
  const newer = newerRules(ofProject(chosenNewer, projectId), editedId);
  const ownCohorts = cohorts.filter((cohort) => cohort.projectId === projectId);
  const offered = (names?.names ?? []).flatMap(({ kind, name }) =>
    kind === "ranked" ? [] : [{ kind: kind === "experiment" ? ("config" as const) : kind, name }],
  );
  const entity = focus ?? offered.find((each) => isSameEntity(each, inView.entity)) ?? offered[0] ?? null;
  const selectable = withEdited(offered, entity);
  const outline = useQuery({
    ...orpc.whatIf.outline.queryOptions({
      input: { projectId, rules: { snapshotId: editedId, edits: [...edits] }, kind: entity?.kind ?? "gate", name: entity?.name ?? "" },
    }),
    enabled: entity !== null && mode === "copy",
    ...keepDataOf({ projectId }),
  });
  const shownCohort = ownCohorts.find(({ cohortId }) => cohortId === inView.cohortId) ?? ownCohorts[0];
  const chosen = users !== null && users.besideCohort === inView.cohortId ? users.value : (shownCohort?.cohortId ?? "new_ids");
  const isDates = mode === "dates";
  const asked: WhatIfUsers =
    chosen === "saved"
      ? { of: "saved" }
      : chosen === "new_ids" || chosen === "new_ids_like"
        ? { of: "new_ids", count: newIdCount, base: chosen === "new_ids" ? {} : base }
        : { of: "cohort", cohortId: chosen };
  const request: WhatIfRequest | null = isDates
    ? older === null
      ? null
      : { projectId, tier, older: draftedRules(older), newer: draftedRules(newer), users: asked, focus: null }
    : edits.length === 0
      ? null
      : {
          ...{ projectId, tier, users: asked, focus: entity },
          older: { snapshotId: editedId, edits: [] },
          newer: { snapshotId: editedId, edits: [...edits] },
        };
  const isOld = isOfOlderRules(result, definitions, Date.now());
  const key = JSON.stringify(request);
  const count = useEffectEvent(() => {
    if (request === null) forgetResult();
    else if (isOld || !("request" in result) || JSON.stringify(result.request) !== key) void countChanges(request);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the request as text, and newer rules need a new count
  useEffect(() => {
    const timer = setTimeout(() => count(), settleMs);
    return () => clearTimeout(timer);
  }, [key, isOld]);
  useCommand("cancel", cancelCount, { enabled: result.is === "running" });
  useCommand("run", () => request !== null && void countChanges(request), { enabled: request !== null, label: whatIfLabels.run });
  const summary = result.is === "done" ? result.summary : result.is === "running" ? result.previous : null;
  const counted = summary?.is === "counted" ? summary : null;
  const source = counted === null ? "" : sourceText(counted, isDates);
  const before = outline.data !== undefined && outline.data.is !== "no_rules" ? outline.data.before : null;
  const read = outline.data?.is === "outlined" ? outline.data.after : null;
  const after = read === null ? null : withLatestValues(before, read, edits);
  const isOfEntity =
    "request" in result &&
    result.request.focus !== null &&
    entity !== null &&
    result.request.focus.kind === entity.kind &&
    result.request.focus.name === entity.name;
  const isOther = after !== null && entity !== null && after.name !== entity.name;
  return (
    <div className={classes.whatIf}>
      <div ref={keepFocus} className={classes.left}>
        <div className={classes.bar}>
          <Segments
            label={whatIfLabels.views}
            value={mode}
            choices={[
              { value: "copy", label: whatIfLabels.editCopy },
              { value: "dates", label: whatIfLabels.twoVersions },
            ]}
            onChange={(next) => useWhatIf.setState({ mode: next })}
          />
          {!isDates && (
            <span className={classes.end}>
              <span className="second">{whatIfLabels.edits(edits.length)}</span>
              <ActionIcon aria-label={whatIfLabels.undo} title={whatIfLabels.undo} disabled={edits.length === 0} onClick={undo}>
                <Undo2 size={14} aria-hidden />
              </ActionIcon>
            </span>
          )}
        </div>
        <div className={classes.bar}>
          <NativeSelect
            className={classes.grow ?? ""}
            aria-label={whatIfLabels.users}
            value={chosen}
            data={[
              ...ownCohorts.map(({ cohortId, name, sourceText, users: size }) => ({
                value: cohortId,
                label: cohortChoice(name === "" ? sourceText : name, size),
              })),
              { value: "new_ids", label: whatIfLabels.newIds(newIdCount) },
              { value: "new_ids_like", label: whatIfLabels.newIdsLike(newIdCount, userLabel(base)) },
              { value: "saved", label: `${whatIfLabels.savedUsers} (${formatNumber(saved.length)})` },
            ]}
            onChange={(event) => useWhatIf.setState({ users: { value: event.currentTarget.value, besideCohort: inView.cohortId } })}
          />
        </div>
        {isDates ? (
          <TwoDates
            projectId={projectId}
            definitions={definitions}
            versionsOf={versionsOf ?? versionedFocus(focus, names?.names ?? [])}
            older={older}
            newer={newer}
            summary={summary}
            edit={edit}
            onOlder={(rules) => useWhatIf.setState({ older: rules, edit: null })}
            onNewer={(rules) => useWhatIf.setState({ newer: rules, edit: null })}
            onVersionsOf={(entity) => useWhatIf.setState({ versionsOf: entity })}
            onEdit={(next) => useWhatIf.setState({ edit: next })}
          />
        ) : (
          <>
            <div className={classes.bar}>
              <Select
                className={classes.grow ?? ""}
                aria-label={whatIfLabels.entity}
                searchable
                allowDeselect={false}
                placeholder={names === undefined ? "" : whatIfLabels.noEntities}
                data={selectable.map((each) => ({ value: entityValue(each), label: each.name }))}
                value={entity === null ? null : entityValue(entity)}
                onChange={(value) => {
                  const next = selectable.find((each) => entityValue(each) === value);
                  if (next !== undefined) onFocus(next.kind, next.name);
                }}
              />
              {after !== null && !isOther && (
                <Switch
                  label={whatIfLabels.enabled}
                  checked={after.isEnabled}
                  onChange={() => add({ edit: "enabled", kind: after.kind, name: after.name, from: after.isEnabled, to: !after.isEnabled })}
                />
              )}
            </div>
            {fileProblem !== null && (
              <p className={classes.problem} role="alert">
                <b>{whatIfLabels.draftNotOpened}</b> {fileProblem}
              </p>
            )}
            {editedId !== null && file !== null && (
              <div className={classes.bar}>
                <span className={`ell ${classes.grow}`} title={file.fileName}>
                  {rulesText({ time: "", fileName: file.fileName })}
                </span>
                <button type="button" className="link" onClick={() => putFileAway(projectId)}>
                  {whatIfLabels.closeFile}
                </button>
              </div>
            )}
            {names !== undefined && (entity === null || isWithoutRules(names)) ? (
              <div className={classes.empty}>
                <NoNames takesFile />
              </div>
            ) : (
              <EditorProblem
                outline={outline.data}
                failure={outline.error}
                onRemove={(positions) =>
                  replaceWithUndo(
                    whatIfLabels.edits(positions.length),
                    edits.filter((_, at) => !positions.includes(at)),
                    whatIfLabels.editsRemoved(positions.length),
                  )
                }
              />
            )}
            {after !== null && !isOther && (
              <RuleEditor
                key={`${after.kind} ${after.name}`}
                before={before}
                after={after}
                places={isOfEntity && after.isEnabled ? (counted?.places ?? []) : []}
                moves={
                  isOfEntity && result.is === "done"
                    ? (counted?.entities.find(({ name, isEdited }) => isEdited && name === entity?.name) ?? null)
                    : null
                }
                isCounted={isOfEntity && result.is === "done" && counted?.undecided === 0}
                onEdit={(next) => {
                  const removed = removedBy(next);
                  if (removed === null) add(next);
                  else remove(removed, next);
                }}
                onOpenGate={(name) => onFocus("gate", name)}
              />
            )}
          </>
        )}
      </div>
      <WhatIfResultView
        result={result}
        focus={entity?.name ?? null}
        isDates={isDates}
        isEdited={edits.length > 0}
        edit={isDates ? edit : null}
        versions={definitions?.snapshots.length ?? null}
      />
      <footer className={classes.safe}>
        <ShieldCheck size={16} aria-hidden />
        <b>{whatIfLabels.safe}</b>
        <span className={classes.optional}>{isDates ? whatIfLabels.safeVersions : whatIfLabels.safeCopy}</span>
        <span className={classes.end}>
          {!isDates && <DraftMenu />}
          {counted !== null && (
            <>
              <span className={classes.optional}>
                <CopyButton
                  what={whatIfLabels.editAsText}
                  label={whatIfLabels.copyText}
                  text={() => `${changeLead(counted)}. ${changeBecause(counted)}\n${source}.`}
                />
              </span>
              <Menu position="top-end">
                <Menu.Target>
                  <Button variant="default" disabled={counted.rows.length === 0} leftSection={<Download size={14} aria-hidden />}>
                    {counted.rows.length < counted.changed
                      ? whatIfLabels.exportFirst(counted.rows.length)
                      : whatIfLabels.exportUsers(counted.rows.length)}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => saveFile("users-that-change.csv", [userCsv(counted, source)], "text/csv")}>
                    {whatIfLabels.asCsv}
                  </Menu.Item>
                  <Menu.Item onClick={() => saveFile("users-that-change.ndjson", [userLines(counted, source)], "application/x-ndjson")}>
                    {whatIfLabels.asNdjson}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </>
          )}
        </span>
      </footer>
    </div>
  );
}

/** The newest rules, unless others are chosen; `defaultId` is the file of a project that has none of its own. */
function newerRules(chosen: ChosenRules | null, defaultId: string | null): ChosenRules {
  const isNewest = chosen === null || (chosen.snapshotId === null && chosen.draft === undefined);
  return isNewest ? { snapshotId: defaultId } : chosen;
}

/** Null for a console version of another project, which was selected before. */
function ofProject(rules: ChosenRules | null, projectId: string): ChosenRules | null {
  return rules?.draft === undefined || rules.draft.projectId === projectId ? rules : null;
}

function draftedRules({ snapshotId, draft }: ChosenRules): WhatIfRequest["older"] {
  return { snapshotId, edits: draft?.edits ?? [], ...(draft === undefined ? {} : { draftName: draft.name }) };
}

/** The entity of the screen, if the console can have versions of it. */
function versionedFocus(focus: Focus | null, names: readonly { readonly kind: string; readonly name: string }[]): VersionedEntity | null {
  if (focus === null || focus.kind === "layer") return null;
  const { kind, name } = focus;
  return names.some((known) => known.kind === kind && known.name === name) ? { kind, name } : null;
}

/** Why there are no rules to edit, or which edits no longer fit them. */
function EditorProblem({
  outline,
  failure,
  onRemove,
}: {
  outline: Outline | undefined;
  failure: unknown;
  onRemove: (positions: readonly number[]) => void;
}) {
  if (failure !== null) return <p className={classes.problem}>{sentenceOf(failure)}</p>;
  if (outline === undefined) return <p className={classes.empty}>{whatIfLabels.readingRules}…</p>;
  if (outline.is === "no_rules")
    return (
      <p className={classes.problem}>
        {outline.reason} {outline.nextStep}
      </p>
    );
  if (outline.is === "does_not_fit")
    return (
      <div className={classes.problem}>
        <b>{whatIfLabels.unfit}.</b> {whatIfLabels.unfitHint}
        <ul>
          {outline.misfits.map(({ edit, problem }) => (
            <li key={edit}>{problem}</li>
          ))}
        </ul>
        <Button size="compact-sm" variant="default" onClick={() => onRemove(outline.misfits.map(({ edit }) => edit))}>
          {whatIfLabels.removeEdits(outline.misfits.length)}
        </Button>
      </div>
    );
  return outline.before === null && outline.after === null ? <p className={classes.problem}>{whatIfLabels.noSuchEntity}</p> : null;
}

/** `Customers (2,000)`; the number once where the source says it: `2,000 new IDs`. */
function cohortChoice(title: string, users: number): string {
  const size = formatNumber(users);
  return title.startsWith(size) ? title : `${title} (${size})`;
}

/** The offered entities; a segment, which only gates use, too, while it is edited. */
function withEdited(offered: readonly Focus[], edited: Focus | null): readonly Focus[] {
  return edited === null || offered.some((each) => isSameEntity(each, edited)) ? offered : [...offered, edited];
}

function entityValue({ kind, name }: Focus): string {
  return `${kind} ${name}`;
}

function isSameEntity(one: Focus, other: Focus | null): boolean {
  return other !== null && one.kind === other.kind && one.name === other.name;
}

/** One row for each answer that changes, with the words of where it comes from. */
function userCsv({ rows }: { rows: readonly MovedUser[] }, source: string): string {
  const lines = rows.flatMap(({ label, country, place, because, moves }) =>
    moves.map(({ kind, name, from, to, hasSameValue }) =>
      csvLine([label, country, place ?? "", name, kind, from.label, to.label, because, source, String(hasSameValue)]),
    ),
  );
  return [csvLine(whatIfLabels.exportColumns), ...lines].join("");
}

/** One line of JSON for each user that changes. The words of where it comes from travel with it. */
function userLines({ rows }: { rows: readonly MovedUser[] }, source: string): string {
  return rows
    .map(({ label, country, place, because, moves }) =>
      JSON.stringify({
        ...{ user: label, country, place, because },
        moves: moves.map(({ kind, name, from, to, hasSameValue }) => ({
          ...{ kind, name, from: from.label, to: to.label },
          same_values: hasSameValue,
        })),
        source,
      }),
    )
    .map((line) => `${line}\n`)
    .join("");
}
