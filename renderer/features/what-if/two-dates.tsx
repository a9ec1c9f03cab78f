import { NativeSelect, VisuallyHidden } from "@mantine/core";
import { useConsoleVersions, useVersionedEntities } from "#renderer/answer/console-versions/console-versions.queries.ts";
import { findVersion, type VersionedEntity, versionChoices, versionGroup } from "#renderer/answer/console-versions/version-choices.ts";
import { VersionedNameSelect, VersionNotes } from "#renderer/answer/console-versions/version-select.tsx";
import { consoleLabels } from "#renderer/answer/explain/console-labels.ts";
import { NoNames } from "#renderer/answer/known-names/no-names.tsx";
import type { RulesChange, WhatIfSummary } from "#shared/domain/comparison/what-if.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import { versionLabel } from "#shared/domain/explanation/kept-versions.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";
import classes from "./two-dates.module.css";
import shared from "./what-if.module.css";
import { changeText, whatIfLabels } from "./what-if-labels.ts";
import type { ChosenRules } from "./what-if-state.ts";

/** Chooses two versions of the rules, kept ones or those that the console has of one name, and lists the edits between them, those that move most users first. One edit, or all of them, is shown at the right. */
export function TwoDates({
  projectId,
  definitions,
  versionsOf,
  older,
  newer,
  summary,
  edit,
  onOlder,
  onNewer,
  onVersionsOf,
  onEdit,
}: {
  projectId: string;
  definitions: DefinitionsInfo | undefined;
  /** The gate or dynamic config whose console versions are offered, too; null for none. */
  versionsOf: VersionedEntity | null;
  older: ChosenRules | null;
  newer: ChosenRules;
  summary: WhatIfSummary | null;
  /** The edit that is shown; null for all. */
  edit: string | null;
  onOlder: (rules: ChosenRules | null) => void;
  onNewer: (rules: ChosenRules) => void;
  onVersionsOf: (entity: VersionedEntity) => void;
  onEdit: (edit: string | null) => void;
}) {
  const snapshots = definitions?.snapshots ?? [];
  const choices = snapshots.map((snapshot) => ({ value: snapshot.id, label: versionLabel(snapshot, Date.now()) }));
  // A project without rules of its own has no newest ones beside its files.
  const newestChoice = definitions?.snapshotId === null && snapshots.length > 0 ? [] : [{ value: "", label: whatIfLabels.newest }];
  const entities = useVersionedEntities(projectId);
  const entity = entities.find(({ kind, name }) => kind === versionsOf?.kind && name === versionsOf.name) ?? null;
  const versions = useConsoleVersions(projectId, entity);
  const ofConsole = entity === null ? [] : versionChoices(entity.name, versions.data?.versions ?? [], Date.now());
  const chosenValue = ({ snapshotId, draft }: ChosenRules) =>
    draft === undefined ? (snapshotId ?? "") : (findVersion(ofConsole, draft)?.value ?? otherVersion);
  /** A version of a name that is not offered now stays chosen. */
  const other = ({ draft }: ChosenRules) =>
    draft === undefined || findVersion(ofConsole, draft) !== undefined ? [] : [{ value: otherVersion, label: draft.name }];
  const chosenRules = (value: string, now: ChosenRules | null): ChosenRules => {
    if (value === otherVersion && now !== null) return now;
    const draft = ofConsole.find((choice) => choice.value === value)?.draft ?? undefined;
    return draft === undefined ? { snapshotId: value === "" ? null : value } : { snapshotId: null, draft: { ...draft, projectId } };
  };
  const isOffering = snapshots.length > 0;
  const isChosenFromConsole = older?.draft !== undefined || newer.draft !== undefined;
  const counted = summary?.is === "counted" ? summary : null;
  const changes = counted?.changes.toSorted((one, other) => (other.alone?.changed ?? -1) - (one.alone?.changed ?? -1)) ?? [];
  const uncounted = changes.filter(({ alone }) => alone === null).length;
  return (
    <>
      <div className={shared.bar}>
        <NativeSelect
          className={shared.grow ?? ""}
          aria-label={whatIfLabels.older}
          value={older === null ? "" : chosenValue(older)}
          disabled={!isOffering}
          data={[
            ...(older === null ? [{ value: "", label: whatIfLabels.chooseOlder }] : other(older)),
            ...choices,
            ...versionGroup(entity, ofConsole),
          ]}
          onChange={(event) => onOlder(event.currentTarget.value === "" ? null : chosenRules(event.currentTarget.value, older))}
        />
        <span aria-hidden="true">→</span>
        <NativeSelect
          className={shared.grow ?? ""}
          aria-label={whatIfLabels.newer}
          value={chosenValue(newer)}
          disabled={!isOffering}
          data={[...newestChoice, ...other(newer), ...choices, ...versionGroup(entity, ofConsole)]}
          onChange={(event) => onNewer(chosenRules(event.currentTarget.value, newer))}
        />
      </div>
      <div className={shared.bar}>
        {isOffering && entities.length > 0 && (
          <>
            <span className="second" aria-hidden="true">
              {consoleLabels.versionsOf}
            </span>
            <VersionedNameSelect className={shared.grow ?? ""} entities={entities} entity={entity} onEntity={onVersionsOf} />
          </>
        )}
      </div>
      {isOffering && entity !== null && (
        <div className={classes.versionNotes}>
          <VersionNotes state={versions} className={undefined} />
        </div>
      )}
      {definitions !== undefined && snapshots.length === 0 ? (
        <div className={shared.empty}>
          <NoNames takesFile />
        </div>
      ) : definitions !== undefined && snapshots.length < 2 && !isChosenFromConsole ? (
        <p className={shared.empty}>
          {whatIfLabels.onlyOneVersion} {entities.length > 0 && whatIfLabels.orOfConsole}
        </p>
      ) : counted !== null && changes.length === 0 ? (
        <p className={shared.empty}>{whatIfLabels.sameRules}</p>
      ) : (
        counted !== null && (
          <>
            <div className={classes.editsHead} aria-hidden="true">
              <span>{whatIfLabels.editsByUsers}</span>
              <span>{whatIfLabels.usersThatChange}</span>
            </div>
            <p className={classes.how}>
              {whatIfLabels.countedAlone({ edits: changes.length, uncounted, onlyTogether: counted.onlyTogether })}
            </p>
            <ul className={classes.edits} aria-label={whatIfLabels.editsByUsers}>
              <li>
                <button type="button" className={classes.edit} aria-pressed={edit === null} onClick={() => onEdit(null)}>
                  <span>
                    <b>{whatIfLabels.allEdits(changes.length)}</b>
                  </span>
                  <b title={whatIfLabels.usersThatChange}>{formatNumber(counted.changed)}</b>
                </button>
              </li>
              {changes.map((change) => (
                <li key={changeKey(change)}>
                  <EditButton change={change} isOn={edit === changeKey(change)} onClick={() => onEdit(changeKey(change))} />
                </li>
              ))}
            </ul>
          </>
        )
      )}
    </>
  );
}

function EditButton({ change, isOn, onClick }: { change: RulesChange; isOn: boolean; onClick: () => void }) {
  const { name, byMs, alone } = change;
  const also = (alone?.entities ?? []).map((entity) => entity.name).filter((other) => other !== name);
  return (
    <button type="button" className={classes.edit} aria-pressed={isOn} onClick={onClick}>
      <span>
        <span className={classes.data}>{name}</span>{" "}
        {byMs !== null && (
          <span className="third" title={whatIfLabels.editedBy}>
            {formatDayAndTime(byMs, Date.now())}
          </span>
        )}
        <span className={classes.clauses}>{changeText(change)}</span>
        {also.length > 0 && <span className={classes.clauses}>{whatIfLabels.also(also)}</span>}
      </span>
      {alone === null ? (
        <span className="third" title={whatIfLabels.notCountedAlone}>
          –<VisuallyHidden>{whatIfLabels.notCountedAlone}</VisuallyHidden>
        </span>
      ) : (
        <b title={whatIfLabels.usersThatChangeAlone}>{formatNumber(alone.changed)}</b>
      )}
    </button>
  );
}

const otherVersion = "another console version";

/** Names an edit between two versions. */
export function changeKey({ kind, name }: Pick<RulesChange, "kind" | "name">): string {
  return `${kind} ${name}`;
}
