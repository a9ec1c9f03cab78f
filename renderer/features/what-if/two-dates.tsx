import { NativeSelect } from "@mantine/core";
import type { Snapshot } from "#shared/domain/explanation/definitions.ts";
import type { WhatIfSummary } from "#shared/domain/rules-draft/what-if.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDateTime } from "#shared/domain/text/format-time.ts";
import classes from "./what-if.module.css";
import { whatIfLabels } from "./what-if-labels.ts";

/** Chooses two kept versions of the rules, and lists the edits between them, those that move most users first. */
export function TwoDates({
  snapshots,
  older,
  newer,
  summary,
  onOlder,
  onNewer,
}: {
  snapshots: readonly Snapshot[];
  older: string | null;
  newer: string | null;
  summary: WhatIfSummary | null;
  onOlder: (id: string) => void;
  onNewer: (id: string | null) => void;
}) {
  const choices = snapshots.map(({ id, fileName, timeMs, readAtMs }) => ({
    value: id,
    label: fileName ?? formatDateTime(timeMs ?? readAtMs),
  }));
  const changes = summary?.is === "counted" ? summary.changes.toSorted((one, other) => other.users - one.users) : [];
  return (
    <>
      <div className={classes.bar}>
        <NativeSelect
          className={classes.grow ?? ""}
          aria-label={whatIfLabels.older}
          value={older ?? ""}
          data={[{ value: "", label: whatIfLabels.chooseOlder }, ...choices]}
          onChange={(event) => onOlder(event.currentTarget.value)}
        />
        <span aria-hidden="true">→</span>
        <NativeSelect
          className={classes.grow ?? ""}
          aria-label={whatIfLabels.newer}
          value={newer ?? ""}
          data={[{ value: "", label: whatIfLabels.newest }, ...choices]}
          onChange={(event) => onNewer(event.currentTarget.value === "" ? null : event.currentTarget.value)}
        />
      </div>
      <div className={classes.bar} />
      {snapshots.length < 2 && summary?.is !== "counted" ? (
        <p className={classes.empty}>{whatIfLabels.onlyOneVersion}</p>
      ) : changes.length === 0 ? (
        <p className={classes.empty}>{summary?.is === "counted" ? whatIfLabels.sameRules : `${whatIfLabels.chooseOlder}.`}</p>
      ) : (
        <ul className={classes.edits} aria-label={whatIfLabels.editsByUsers}>
          {changes.map(({ kind, name, change, clauses, users, also }) => (
            <li key={`${kind} ${name}`}>
              <div>
                <span className={classes.data}>{name}</span>
                <p>{change === "edited" ? clauses.join("; ") : change}</p>
                {also.length > 0 && <p>{whatIfLabels.also(also)}</p>}
              </div>
              <b title={whatIfLabels.usersThatChange}>{formatNumber(users)}</b>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
