import { stateColour, stateStyles } from "#renderer/parts/state/state-look.ts";
import { clamp, percentLength } from "#renderer/ui/clamp.ts";
import type { CheckedSplit, EntityShares } from "#shared/domain/cohort/cohort.ts";
import { formatShare } from "#shared/domain/cohort/share-text.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { cohortsLabels, outcomeWord } from "../cohorts-labels.ts";
import classes from "./split-bar.module.css";

/** Outcomes that look the same, as one part of a bar. */
export interface BarPart {
  readonly key: string;
  readonly word: string;
  readonly users: number;
  readonly codes: readonly number[];
  readonly state: EntityShares["outcomes"][number]["state"];
  readonly fill: "lit" | "mid" | "low" | "unlit" | "none";
}

/** Joins the outcomes of an entity to parts: groups in the order of the rules, then what is not lit, then missing IDs. */
export function barParts({ outcomes, unit }: Pick<EntityShares, "outcomes" | "unit">, counts?: readonly number[]): BarPart[] {
  const parts = new Map<
    string,
    { word: string; users: number; codes: number[]; order: number; state: BarPart["state"]; isMissing: boolean }
  >();
  for (const [code, outcome] of outcomes.entries()) {
    const word = outcomeWord(outcome, unit);
    const key = `${outcome.state} ${word}`;
    const part = parts.get(key);
    const users = counts === undefined ? outcome.users : (counts[code] ?? 0);
    if (part !== undefined) {
      part.users += users;
      part.codes.push(code);
      continue;
    }
    const rank = outcome.isWithoutUnit ? 3e9 : isLit(outcome.state) ? 0 : outcome.state === "unknown" ? 2e9 : 1e9;
    parts.set(key, {
      word,
      users,
      codes: [code],
      order: rank + (outcome.ruleNumber ?? 0),
      state: outcome.state,
      isMissing: outcome.isWithoutUnit,
    });
  }
  const sorted = [...parts].toSorted(([, one], [, other]) => one.order - other.order);
  const lit = sorted.filter(([, part]) => isLit(part.state) && !part.isMissing).map(([key]) => key);
  return sorted.map(([key, { word, users, codes, state, isMissing }]) => ({
    key,
    word,
    users,
    codes,
    state: isMissing ? "not_found" : state,
    fill: fillOf(key, lit, state, isMissing),
  }));
}

function fillOf(key: string, lit: readonly string[], state: BarPart["state"], isMissing: boolean): BarPart["fill"] {
  if (isMissing || state === "unknown" || state === "not_found") return "none";
  const at = lit.indexOf(key);
  if (at < 0) return "unlit";
  // The first group is usually the control: it is the lightest.
  const step = lit.length - 1 - at;
  return step === 0 ? "lit" : at === 0 && lit.length > 1 ? "low" : "mid";
}

export function isLit(state: EntityShares["outcomes"][number]["state"]): boolean {
  return stateStyles[state].isLit;
}

/** One bar for all answers of an entity, as an image with a sentence. `split`: what the rules set (a line) and what chance explains (a bracket). */
export function SplitBar({
  parts,
  split = null,
  isSmall = false,
  label,
}: {
  parts: readonly BarPart[];
  split?: CheckedSplit | null;
  isSmall?: boolean;
  label: string;
}) {
  const shown = parts.filter(({ users }) => users > 0);
  const total = shown.reduce((sum, { users }) => sum + users, 0);
  return (
    <span
      className={classes.split}
      data-small={isSmall || undefined}
      role="img"
      aria-label={`${label}: ${shown.map(({ word, users }) => `${word} ${formatNumber(users)}`).join(", ")}`}
    >
      <span className={classes.bar}>
        {shown.map(({ key, users, fill, state }) => (
          <span key={key} className={classes.part} data-fill={fill} style={{ flexGrow: users, color: stateColour(state) }} />
        ))}
      </span>
      {!isSmall &&
        split !== null &&
        marksOf(split, parts, total).map(({ at, from, to, isOff }) => (
          <span key={at}>
            {from !== null && to !== null && (
              <span
                className={classes.chance}
                data-off={isOff || undefined}
                style={{ left: percentLength(from), width: percentLength(to - from) }}
              />
            )}
            <span className={classes.set} style={{ left: percentLength(at) }} />
          </span>
        ))}
    </span>
  );
}

interface Mark {
  readonly at: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly isOff: boolean;
}

/** The places of the set shares on a bar. A percentage of one rule is drawn within the users that the rule decides, whoever else passes. */
function marksOf(split: CheckedSplit, parts: readonly BarPart[], total: number): Mark[] {
  const isOff = split.verdict === "more_than_chance";
  if (total === 0 || split.units === 0) return [];
  if (split.kind === "groups") {
    const inGroups = parts.filter(({ state }) => isLit(state)).reduce((sum, { users }) => sum + users, 0) / total;
    let cumulated = 0;
    return split.parts.slice(0, -1).map(({ expected, from, to }) => {
      const before = cumulated;
      cumulated += expected;
      const width = (units: number | null) => (units === null ? null : (before + units / split.units) * inGroups);
      return { at: cumulated * inGroups, from: width(from), to: width(to), isOff };
    });
  }
  if (split.kind !== "percentage" || total === 0) return [];
  const [inside] = split.parts;
  const passing = parts.filter(({ state }) => isLit(state)).reduce((sum, { users }) => sum + users, 0) / total;
  if (inside === undefined) return [];
  // What the line moves is the share of the users who reached the rule; the others are where they are.
  const reached = Math.min(1, split.users / total);
  const shift = (units: number) => clamp(passing + ((units - inside.units) / split.units) * reached, 0, 1);
  return [
    {
      at: shift(inside.expected * split.units),
      from: inside.from === null ? null : shift(inside.from),
      to: inside.to === null ? null : shift(inside.to),
      isOff,
    },
  ];
}

/** The parts of a bar with their counts. With `onChoose` each is a button that filters the users. */
export function PartKeys({
  parts,
  hasShare,
  onChoose,
}: {
  parts: readonly BarPart[];
  hasShare: boolean;
  onChoose: (part: BarPart) => void;
}) {
  const total = parts.reduce((sum, { users }) => sum + users, 0);
  return (
    <span className={classes.keys}>
      {parts
        .filter(({ users }) => users > 0)
        .map((part, at) => (
          <button
            key={part.key}
            type="button"
            className={classes.key}
            onClick={() => onChoose(part)}
            title={cohortsLabels.showUsers(part.users)}
          >
            <span
              className={`${classes.part} ${classes.lamp}`}
              data-fill={part.fill}
              style={{ color: stateColour(part.state) }}
              aria-hidden
            />
            <span>{part.word}</span> <b>{formatNumber(part.users)}</b> {hasShare && at === 0 && <i>{formatShare(part.users / total)}</i>}
          </button>
        ))}
    </span>
  );
}
