import { formatNumber } from "../text/format-number.ts";
import type { Answer, AnswerState } from "./evaluation.ts";

/** A state as it is shown: a request that a person cancelled is not one that could not be reached. */
export type ShownState = AnswerState | "cancelled";

/** The words of the states, in their order. This is their only source, also for the thread of the history: nothing here may load zod. */
export const stateLabels: Record<ShownState, string> = {
  pass: "Pass",
  fail: "Fail",
  value: "Value",
  default: "Default",
  group: "Group",
  no_group: "No group",
  not_found: "Not found",
  unknown: "Unknown",
  not_sent: "Not sent",
  unreached: "Could not reach",
  cancelled: "Cancelled",
  refused: "Refused",
  slow_down: "Slow down",
};

type Labelled = Pick<Answer, "state" | "groupName" | "isCancelled">;

export function shownState({ state, isCancelled = false }: Pick<Answer, "state" | "isCancelled">): ShownState {
  return isCancelled ? "cancelled" : state;
}

/** The label before the name: `Pass`, `Group Badges`, `Could not reach`. */
export function stateLabel(answer: Labelled): string {
  return labelWith(stateLabels[shownState(answer)], answer);
}

/** The label inside a sentence: `pass`, `group Badges`, `could not reach`. */
export function stateWord(answer: Labelled): string {
  return labelWith(stateLabels[shownState(answer)].toLowerCase(), answer);
}

/** The label in a narrow column, whose mark says that it is a group: `Badges`; else as `stateLabel`. */
export function briefStateLabel(answer: Labelled): string {
  return answer.state === "group" && answer.groupName ? answer.groupName : stateLabel(answer);
}

function labelWith(label: string, { state, groupName }: Labelled): string {
  return state === "group" && groupName ? `${label} ${groupName}` : label;
}

type Counted = Pick<Answer, "state" | "isCancelled">;

/** Counts the answers of each state, in the order of the states; states without answers are left out. */
export function countStates(answers: readonly Counted[]): { readonly state: ShownState; readonly count: number }[] {
  const counts = Map.groupBy(answers, shownState);
  return shownStates.flatMap((state) => {
    const count = counts.get(state)?.length;
    return count === undefined ? [] : [{ state, count }];
  });
}

/** The keys of an object literal with all states. */
const shownStates = Object.keys(stateLabels) as ShownState[];

/** `4 pass, 9 fail, 1 not found`. */
export function stateCountsText(answers: readonly Counted[]): string {
  return countStates(answers)
    .map(({ state, count }) => `${formatNumber(count)} ${countedWord(state)}`)
    .join(", ");
}

/** The words after a number: `1 in a group`, because `1 group` would count groups. */
export function countedWord(state: ShownState): string {
  if (state === "group") return "in a group";
  return state === "no_group" ? "in no group" : stateLabels[state].toLowerCase();
}
