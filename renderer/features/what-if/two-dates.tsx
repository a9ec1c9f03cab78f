import { NativeSelect, VisuallyHidden } from "@mantine/core";
import type { RulesChange, WhatIfSummary } from "#shared/domain/comparison/what-if.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import { versionLabel } from "#shared/domain/explanation/kept-versions.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";
import classes from "./two-dates.module.css";
import shared from "./what-if.module.css";
import { changeText, whatIfLabels } from "./what-if-labels.ts";

/** Chooses two kept versions of the rules, and lists the edits between them, those that move most users first. One edit, or all of them, is shown at the right. */
export function TwoDates({
  definitions,
  older,
  newer,
  summary,
  edit,
  onOlder,
  onNewer,
  onEdit,
}: {
  definitions: DefinitionsInfo | undefined;
  older: string | null;
  newer: string | null;
  summary: WhatIfSummary | null;
  /** The edit that is shown; null for all. */
  edit: string | null;
  onOlder: (id: string) => void;
  onNewer: (id: string | null) => void;
  onEdit: (edit: string | null) => void;
}) {
  const snapshots = definitions?.snapshots ?? [];
  const choices = snapshots.map((snapshot) => ({ value: snapshot.id, label: versionLabel(snapshot, Date.now()) }));
  const counted = summary?.is === "counted" ? summary : null;
  const changes = counted?.changes.toSorted((one, other) => (other.alone?.changed ?? -1) - (one.alone?.changed ?? -1)) ?? [];
  const uncounted = changes.filter(({ alone }) => alone === null).length;
  return (
    <>
      <div className={shared.bar}>
        <NativeSelect
          className={shared.grow ?? ""}
          aria-label={whatIfLabels.older}
          value={older ?? ""}
          disabled={snapshots.length === 0}
          data={[...(older === null ? [{ value: "", label: whatIfLabels.chooseOlder }] : []), ...choices]}
          onChange={(event) => onOlder(event.currentTarget.value)}
        />
        <span aria-hidden="true">→</span>
        <NativeSelect
          className={shared.grow ?? ""}
          aria-label={whatIfLabels.newer}
          value={newer ?? ""}
          disabled={snapshots.length === 0}
          data={[{ value: "", label: whatIfLabels.newest }, ...choices]}
          onChange={(event) => onNewer(event.currentTarget.value === "" ? null : event.currentTarget.value)}
        />
      </div>
      <div className={shared.bar} />
      {definitions !== undefined && snapshots.length === 0 ? (
        <p className={shared.empty}>
          {definitions.problem ?? whatIfLabels.noVersions} {definitions.nextStep ?? whatIfLabels.noVersionsHint}
        </p>
      ) : definitions !== undefined && snapshots.length < 2 ? (
        <p className={shared.empty}>{whatIfLabels.onlyOneVersion}</p>
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

/** Names an edit between two versions. */
export function changeKey({ kind, name }: Pick<RulesChange, "kind" | "name">): string {
  return `${kind} ${name}`;
}
