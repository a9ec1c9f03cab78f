import type { ComparedAnswer } from "#shared/domain/comparison/comparison.ts";
import type { EntityMoves, MovedUser, OutcomeCount } from "#shared/domain/comparison/what-if.ts";
import { formatValue, formatValues } from "#shared/domain/evaluation/format-value.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";

/** An answer as it is counted. A label cuts a long value, so that different answers may have the same label; their keys differ. */
export interface CountedAnswer {
  /** Equal for equal answers only: it has the whole value. */
  readonly key: string;
  readonly state: OutcomeCount["state"];
  /** What stands before the value in a label. */
  readonly words: string;
  /** Undefined for answers whose words say everything. */
  readonly value: JsonValue | undefined;
  /** True if the words are the whole label, unless another answer has the same words. */
  readonly isNamed: boolean;
}

/** The counts of an entity; `from` and `to` are keys. */
export interface EntityTally extends Omit<EntityMoves, "before" | "after"> {
  readonly before: readonly (CountedAnswer & { readonly users: number })[];
  readonly after: readonly (CountedAnswer & { readonly users: number })[];
}

/**
 * Returns a function that reads answers to be counted. Gates have a word; what differs in a config is its value. A group has its name, and its value only
 * where two rules give it different ones. Two experiments of a layer may have groups of one name, so that it is named, too.
 */
export function createAnswerReader(): (kind: ExplainedKind, answer: ComparedAnswer) => CountedAnswer {
  // Most users get a value that other users get, too, as the same object.
  const texts = new WeakMap<object, string>();
  const textOf = (value: JsonValue): string => {
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const text = texts.get(value) ?? JSON.stringify(value);
    texts.set(value, text);
    return text;
  };
  return (kind, answer) => {
    const { state, value, groupName, allocatedExperiment } = answer;
    const label = stateLabel(answer);
    const of = kind === "layer" && allocatedExperiment !== null ? ` of ${allocatedExperiment}` : "";
    if (kind === "gate" || state === "unknown") return { key: label, state, words: label, value: undefined, isNamed: true };
    const group = kind === "layer" && state !== "group" && groupName !== null ? ` ${groupName}` : "";
    const words = `${label}${group}${of}`;
    return { key: `${words} ${textOf(value)}`, state, words, value, isNamed: state === "group" };
  };
}

/** Labels the two answers of one user; where their values differ, the labels show the part that differs. */
export function shownMove(from: CountedAnswer, to: CountedAnswer): Pick<MovedUser["moves"][number], "from" | "to"> {
  const shown = ({ state }: CountedAnswer, label: string) => ({ state, label });
  if (from.value === undefined || to.value === undefined || from.words !== to.words || from.key === to.key)
    return { from: shown(from, labelOf(from)), to: shown(to, labelOf(to)) };
  const [one, other] = formatValues(from.value, to.value);
  return { from: shown(from, `${from.words} ${one}`), to: shown(to, `${to.words} ${other}`) };
}

/** Labels the counts of an entity. Different answers get different labels. */
export function labelCounts({ before, after, moves, ...entity }: EntityTally): EntityMoves {
  const labels = distinctLabels([...new Map([...before, ...after].map((answer) => [answer.key, answer])).values()]);
  const labelled = ({ key, state, users }: EntityTally["before"][number]) => ({ label: labels.get(key) ?? key, state, users });
  return {
    ...entity,
    before: before.map(labelled),
    after: after.map(labelled),
    moves: moves.map(({ from, to, users }) => ({ from: labels.get(from) ?? from, to: labels.get(to) ?? to, users })),
  };
}

function labelOf({ words, value, isNamed }: CountedAnswer): string {
  return isNamed || value === undefined ? words : `${words} ${formatValue(value)}`;
}

/** Returns a label for each key. Those of values that are cut to the same text begin at the part that differs, and have a number if that is cut, too. */
function distinctLabels(answers: readonly CountedAnswer[]): ReadonlyMap<string, string> {
  const groups = Map.groupBy(answers, labelOf);
  const labels = new Map<string, string>();
  const used = new Set(groups.keys());
  for (const [label, [first, second, ...more]] of groups) {
    if (first === undefined) continue;
    if (second === undefined) {
      labels.set(first.key, label);
      continue;
    }
    const [ofFirst] = differing(first, second);
    for (const [answer, text] of [
      [first, ofFirst] as const,
      ...[second, ...more].map((each) => [each, differing(first, each)[1]] as const),
    ]) {
      let distinct = text;
      for (let number = 2; used.has(distinct); number += 1) distinct = `${text} (${number})`;
      used.add(distinct);
      labels.set(answer.key, distinct);
    }
  }
  return labels;
}

function differing(one: CountedAnswer, other: CountedAnswer): [string, string] {
  const { from, to } = shownMove(one, other);
  return [from.label, to.label];
}
