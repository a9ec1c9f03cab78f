import { NumberInput } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import type { EntityMoves, SpecOutline } from "#shared/domain/comparison/what-if.ts";
import { sharesOf, slotCount } from "#shared/domain/rules-draft/groups-split.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import { bordersWithBorder, bordersWithShare, type SplitGroup } from "./draft-edits.ts";
import classes from "./rule-editor.module.css";
import { sliderStep } from "./slider-keys.ts";
import { runningWarning, whatIfLabels } from "./what-if-labels.ts";

/** The shares of an experiment's groups. A border moves, or one group gives what another takes, so that the sum stays. */
export function GroupSplit({
  spec,
  groups,
  was,
  moves,
  onEdit,
}: {
  spec: SpecOutline;
  groups: readonly SplitGroup[];
  was: readonly SplitGroup[] | null;
  /** Who goes from which group to which with these edits; null while that is not counted. */
  moves: EntityMoves | null;
  onEdit: (edit: RuleEdit) => void;
}) {
  const borders = groups.map(({ border }) => border);
  const wasBorders = (was ?? groups).map(({ border }) => border);
  const [shares, wasShares] = [sharesOf(borders), sharesOf(wasBorders)];
  const isEdited = wasBorders.some((border, at) => border !== borders[at]);
  const rest = slotCount - (borders.at(-1) ?? 0);
  const setBorders = (next: readonly number[]) =>
    onEdit({
      edit: "split",
      ...{ kind: spec.kind, name: spec.name },
      borders: groups.map(({ rule, condition, border }, index) => ({ rule: rule.ref, condition, from: border, to: next[index] ?? border })),
    });
  const warning = isEdited && spec.isRunning ? runningWarning(moves) : null;
  const without = groups.filter((_, at) => shares[at] === 0);
  return (
    <section className={classes.rule} aria-label={whatIfLabels.groups} data-edited={isEdited || undefined}>
      <div className={classes.ruleHead}>
        <b>{whatIfLabels.groups}</b>
        <span className="second">{whatIfLabels.groupsHint}</span>
        <span className={classes.unit}>{whatIfLabels.byUnit(groups[0]?.rule.unit ?? "")}</span>
      </div>
      <div className={classes.splitTrack}>
        <div className={classes.split} aria-hidden="true">
          {groups.map(({ label, rule }, at) => (
            <span
              key={rule.ref.id}
              data-fill={at === 0 ? "low" : at === groups.length - 1 ? "lit" : "mid"}
              style={{ width: `${shares[at] ?? 0}%` }}
            >
              <span className="ell">
                {label} <span>{formatPercent(shares[at] ?? 0)}</span>
              </span>
            </span>
          ))}
          {rest > 0 && <span data-fill="none" style={{ width: `${rest / 10}%` }} />}
        </div>
        {wasBorders.slice(0, -1).map(
          (border, at) =>
            border !== borders[at] && (
              // biome-ignore lint/suspicious/noArrayIndexKey: a border has no other name than its position
              <i key={at} className={classes.ghost} style={{ left: `${border / 10}%` }} aria-hidden="true" />
            ),
        )}
        {groups.slice(0, -1).map(({ rule, border }, at) => {
          const [one, other] = [groups[at]?.label ?? "", groups[at + 1]?.label ?? ""];
          return (
            <input
              key={rule.ref.id}
              type="range"
              className={classes.border}
              aria-label={whatIfLabels.borderBetween(one, other)}
              aria-valuetext={`${one} ${formatPercent(shares[at] ?? 0)}, ${other} ${formatPercent(shares[at + 1] ?? 0)}`}
              min={0}
              max={slotCount}
              value={border}
              onKeyDown={(event) => {
                const step = sliderStep(event);
                if (step !== null) setBorders(bordersWithBorder(borders, at, border + step * 10));
              }}
              onChange={(event) => setBorders(bordersWithBorder(borders, at, Math.round(event.currentTarget.valueAsNumber / 10) * 10))}
            />
          );
        })}
      </div>
      <div className={classes.shares}>
        {groups.map(({ label, rule }, at) => (
          <div key={rule.ref.id} className={classes.share}>
            <span className="ell">{label}</span>
            {wasShares[at] !== shares[at] && <s className={classes.old}>{formatPercent(wasShares[at] ?? 0)}</s>}
            <NumberInput
              className={classes.box ?? ""}
              aria-label={whatIfLabels.shareOf(label)}
              value={shares[at] ?? 0}
              min={0}
              max={100}
              step={1}
              decimalScale={1}
              suffix={" %"}
              hideControls
              onChange={(next) => {
                if (typeof next === "number") setBorders(bordersWithShare(borders, at, Math.round(next * 10)));
              }}
            />
          </div>
        ))}
      </div>
      {without.length > 0 && (
        <p className={classes.warning}>
          <TriangleAlert size={14} aria-hidden />
          <span>{whatIfLabels.groupsWithoutUsers(without.map(({ label }) => label))}</span>
        </p>
      )}
      {warning !== null && (
        <p className={classes.warning} role="status">
          <TriangleAlert size={14} aria-hidden />
          <span>
            <b>{whatIfLabels.running}</b> {warning}
          </span>
        </p>
      )}
    </section>
  );
}
