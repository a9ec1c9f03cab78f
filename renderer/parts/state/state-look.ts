import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";

/** The style of a state: its colour token, and if its lamp is lit. `isAnswered` decides between solid and hatched. */
type StateStyle = { token: string; isLit: boolean };

export const stateStyles: Record<AnswerState, StateStyle> = {
  pass: { token: "pass", isLit: true },
  fail: { token: "fail", isLit: false },
  value: { token: "value", isLit: true },
  default: { token: "value", isLit: false },
  group: { token: "group", isLit: true },
  no_group: { token: "group", isLit: false },
  not_found: { token: "missing", isLit: false },
  unknown: { token: "unknown", isLit: false },
  not_sent: { token: "unsent", isLit: false },
  unreached: { token: "unreached", isLit: false },
  refused: { token: "refused", isLit: false },
  slow_down: { token: "slow", isLit: false },
};

export function stateColour(state: AnswerState): string {
  return `var(--gs-${stateStyles[state].token})`;
}
