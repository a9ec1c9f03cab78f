import { Check, CircleQuestionMark, TriangleAlert } from "lucide-react";
import { KindIcon } from "#renderer/parts/kind-icon.tsx";
import { CutName } from "#renderer/ui/cut-name.tsx";
import plainTable from "#renderer/ui/plain-table.module.css";
import { type CheckedSplit, type EntityShares, shownKindOf } from "#shared/domain/cohort/cohort.ts";
import { formatShare, verdictText } from "#shared/domain/cohort/share-text.ts";
import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import { cohortsLabels, mostOff } from "../cohorts-labels.ts";
import classes from "./shares-table.module.css";
import { type BarPart, barParts, PartKeys, SplitBar } from "./split-bar.tsx";

/** Which users an entity's part has: the filter of the table of users. */
export interface ChosenPart {
  readonly entity: number;
  readonly codes: readonly number[];
  readonly word: string;
}

/** One row for each entity: who gets what, what the rules set, and whether the difference can be chance. */
export function SharesTable({
  shares,
  selected,
  onChoose,
  onSelect,
}: {
  shares: readonly EntityShares[];
  selected: number | null;
  onChoose: (part: ChosenPart) => void;
  onSelect: (entity: number | null) => void;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroller} aria-label={cohortsLabels.shares} tabIndex={0}>
      <table className={`${plainTable.table} ${classes.table}`}>
        <thead>
          <tr>
            <th scope="col">{cohortsLabels.shareColumns.entity}</th>
            <th scope="col">
              {cohortsLabels.shareColumns.who}
              <span className={classes.legend} aria-hidden="true">
                <span className={classes.legendSet} /> {cohortsLabels.legendSet}
                <span className={classes.legendChance} /> {cohortsLabels.legendChance}
              </span>
            </th>
            <th scope="col">{cohortsLabels.users}</th>
            <th scope="col" className={classes.setTo}>
              {cohortsLabels.shareColumns.set}
            </th>
            <th scope="col" className={classes.is}>
              {cohortsLabels.shareColumns.is}
            </th>
            <th scope="col">{cohortsLabels.shareColumns.verdict}</th>
          </tr>
        </thead>
        <tbody>
          {inOrder(shares).map(({ entity, at }) => (
            <EntityRow
              key={`${entity.kind} ${entity.name}`}
              entity={entity}
              isSelected={selected === at}
              onSelect={() => onSelect(selected === at ? null : at)}
              onChoose={(part) => onChoose({ entity: at, codes: part.codes, word: `${entity.name}: ${part.word}` })}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Shares that are off come first, then entities that divide the users, then those that answer all alike; each in the order of the rules. */
function inOrder(shares: readonly EntityShares[]) {
  const rank = ({ splits, outcomes, unit }: EntityShares) =>
    splits.some(({ verdict }) => verdict === "more_than_chance")
      ? 0
      : new Set(barParts({ outcomes, unit }).map(({ key }) => key)).size > 1
        ? 1
        : 2;
  return shares.map((entity, at) => ({ entity, at })).toSorted((one, other) => rank(one.entity) - rank(other.entity) || one.at - other.at);
}

/** The split that says most: one that is off, else the first one. */
function shownSplit({ splits }: EntityShares): CheckedSplit | null {
  return splits.find(({ verdict }) => verdict === "more_than_chance") ?? splits.find(({ kind }) => kind !== "slots") ?? splits[0] ?? null;
}

function EntityRow({
  entity,
  isSelected,
  onSelect,
  onChoose,
}: {
  entity: EntityShares;
  isSelected: boolean;
  onSelect: () => void;
  onChoose: (part: BarPart) => void;
}) {
  const split = shownSplit(entity);
  const parts = barParts(entity);
  const isOff = split?.verdict === "more_than_chance";
  return (
    <>
      <tr data-selected={isSelected || isOff || undefined}>
        <th scope="row">
          <button type="button" className={classes.name} aria-expanded={isSelected} onClick={onSelect}>
            <KindIcon kind={shownKindOf(entity)} />
            <CutName name={entity.name} />
            <span className="sr"> {entityKindLabels[shownKindOf(entity)].one}</span>
          </button>
        </th>
        <td>
          <SplitBar parts={parts} split={split} label={entity.name} />
        </td>
        <td>
          <PartKeys parts={parts} hasShare={entity.kind === "gate"} onChoose={onChoose} />
        </td>
        <td className={classes.setTo}>
          <span className={classes.figures}>
            {split === null ? <span className="subdued">{cohortsLabels.noPercentage}</span> : setTo(split)}
          </span>
        </td>
        <td className={classes.is}>
          <span className={classes.figures}>{split === null ? null : isOf(split)}</span>
        </td>
        <td>{split !== null && <Verdict verdict={split.verdict} />}</td>
      </tr>
      {(isOff || isSelected) && split !== null && (
        <tr className={classes.explain}>
          <td colSpan={6}>
            <span className={classes.hatch} data-off={isOff || undefined} aria-hidden />
            <div>{explain(entity)}</div>
          </td>
        </tr>
      )}
    </>
  );
}

function ruleOf({ ruleName, ruleNumber }: CheckedSplit): string {
  return ruleName ?? cohortsLabels.ruleNumber(ruleNumber);
}

function setTo(split: CheckedSplit) {
  if (split.kind !== "percentage")
    return <b>{split.parts.map(({ expected }) => formatPercent(100 * expected).replace(/\s%$/, "")).join(" / ")} %</b>;
  return (
    <>
      <b>{formatPercent(100 * (split.parts[0]?.expected ?? 0))}</b>
      {cohortsLabels.inRule(ruleOf(split))}
    </>
  );
}

function isOf(split: CheckedSplit) {
  const share = (units: number) => formatShare(units / split.units);
  if (split.kind !== "percentage") return <b>{split.parts.map(({ units }) => share(units).replace(/\s%$/, "")).join(" / ")} %</b>;
  return (
    <>
      <b>{share(split.parts[0]?.units ?? 0)}</b>
      {cohortsLabels.ofUnits(split.units, split.unit === "userID" ? null : split.unit)}
    </>
  );
}

function Verdict({ verdict }: { verdict: CheckedSplit["verdict"] }) {
  const Icon = { within_chance: Check, more_than_chance: TriangleAlert, too_few: CircleQuestionMark }[verdict];
  return (
    <span className={classes.verdict} data-off={verdict === "more_than_chance" || undefined}>
      <Icon size={13} strokeWidth={2.2} aria-hidden />
      {verdictText(verdict)}
    </span>
  );
}

/** Says in sentences what each split of the entity is compared with. */
function explain({ splits }: EntityShares) {
  return splits.map((split) => {
    const part = mostOff(split);
    const where =
      split.kind === "percentage"
        ? cohortsLabels.includes(ruleOf(split))
        : split.kind === "slots"
          ? cohortsLabels.slotHas(part.label)
          : cohortsLabels.has(part.label);
    return (
      <p key={`${split.kind} ${split.ruleNumber}`}>
        <b>{cohortsLabels.partSentence(where, part.units, split.units, split.unit)}</b>{" "}
        {part.from === null || part.to === null
          ? cohortsLabels.tooFew
          : cohortsLabels.explained(formatPercent(100 * part.expected), Math.round(part.expected * split.units), part.from, part.to)}{" "}
        {split.verdict === "more_than_chance" && cohortsLabels.notFair}
      </p>
    );
  });
}
