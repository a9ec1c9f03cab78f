import { NumberInput } from "@mantine/core";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import type { SpecOutline } from "#shared/domain/rules-draft/what-if.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import { bordersWithShare, type SplitGroup } from "./draft-edits.ts";
import classes from "./rule-editor.module.css";
import { whatIfLabels } from "./what-if-labels.ts";

/** The shares of an experiment's groups. One group gives what another takes, so that the sum stays. */
export function GroupSplit({
  spec,
  groups,
  was,
  onEdit,
}: {
  spec: SpecOutline;
  groups: readonly SplitGroup[];
  was: readonly SplitGroup[] | null;
  onEdit: (edit: RuleEdit) => void;
}) {
  const borders = groups.map(({ border }) => border);
  const setShare = (at: number, percent: number) => {
    const next = bordersWithShare(borders, at, Math.round(percent * 10));
    onEdit({
      edit: "split",
      ...{ kind: spec.kind, name: spec.name },
      borders: groups.map(({ rule, condition, border }, index) => ({ rule: rule.ref, condition, from: border, to: next[index] ?? border })),
    });
  };
  return (
    <section className={classes.rule} aria-label={whatIfLabels.groups} data-edited={isMoved(groups, was) || undefined}>
      <div className={classes.ruleHead}>
        <b>{whatIfLabels.groups}</b>
        <span className="second">{whatIfLabels.groupsHint}</span>
        <span className={classes.unit}>{whatIfLabels.byUnit(groups[0]?.rule.unit ?? "")}</span>
      </div>
      <div className={classes.split} aria-hidden="true">
        {groups.map(({ label, border }, at) => (
          <span
            key={label}
            data-fill={at === 0 ? "low" : at === groups.length - 1 ? "lit" : "mid"}
            style={{ flexGrow: border - (borders[at - 1] ?? 0) }}
          >
            <span className="ell">{label}</span>
          </span>
        ))}
      </div>
      <div className={classes.shares}>
        {groups.map(({ label }, at) => {
          const share = shareAt(borders, at);
          const before =
            was === null
              ? share
              : shareAt(
                  was.map(({ border }) => border),
                  at,
                );
          return (
            <div key={label} className={classes.share}>
              <span className="ell">{label}</span>
              {before !== share && <s className={classes.old}>{formatPercent(before)}</s>}
              <NumberInput
                className={classes.box ?? ""}
                aria-label={whatIfLabels.shareOf(label)}
                value={share}
                min={0}
                max={100}
                step={1}
                decimalScale={1}
                suffix={" %"}
                onChange={(next) => {
                  if (typeof next === "number") setShare(at, next);
                }}
              />
            </div>
          );
        })}
      </div>
    </section>
  );
}

function shareAt(borders: readonly number[], at: number): number {
  return ((borders[at] ?? 0) - (borders[at - 1] ?? 0)) / 10;
}

function isMoved(groups: readonly SplitGroup[], was: readonly SplitGroup[] | null): boolean {
  return was?.some(({ border }, at) => border !== groups[at]?.border) ?? false;
}
