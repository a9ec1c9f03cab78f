import type { AnswerState } from "../evaluation/evaluation.ts";
import { countedWord, stateLabels } from "../evaluation/state-label.ts";
import type { HistoryRow } from "./history-entry.ts";

/*
 * Nothing here and in the other files of the query loads zod: the history's thread parses queries too.
 */

export const queryFieldNames = [
  "gate",
  "config",
  "experiment",
  "layer",
  "ranked",
  "user",
  "tier",
  "project",
  "state",
  "status",
  "since",
  "until",
  "logged",
  "pinned",
  "tag",
  "origin",
] as const;
export type QueryField = (typeof queryFieldNames)[number];

/** What a field finds, and an example of it. */
export const queryFields: Record<QueryField, { readonly finds: string; readonly example: string }> = {
  gate: { finds: "the gate that was asked for", example: "gate:checkout*" },
  config: { finds: "the dynamic config", example: "config:shipping_rates" },
  experiment: { finds: "the experiment", example: "experiment:*badges*" },
  layer: { finds: "the layer", example: "layer:checkout_layer" },
  ranked: { finds: "the ranked list", example: "ranked:home*" },
  user: { finds: "the user by ID, e-mail or name", example: "user:u-1036" },
  tier: { finds: "the tier", example: "tier:staging" },
  project: { finds: "the project", example: 'project:"Lumen & Loom"' },
  state: { finds: "what was answered", example: "state:fail" },
  status: { finds: "the HTTP status", example: "status:>=400" },
  since: { finds: "from a day, time or age on", example: "since:yesterday" },
  until: { finds: "up to a day, time or age", example: "until:2026-11-23" },
  logged: { finds: "exposures or events were logged", example: "logged:yes" },
  pinned: { finds: "kept when the history is cleared", example: "pinned:yes" },
  tag: { finds: "your tags", example: "tag:ticket-42" },
  origin: { finds: "what sent the request", example: "origin:everything" },
};

/** The values of `state:`. `unanswered` stands for all states that say why there is no answer. */
export const queryStates: Record<AnswerState | "unanswered", string> = { ...answerWords(), unanswered: "no answer, for any reason" };

/** A request that was cancelled is found with those that Statsig could not be reached for. */
function answerWords(): Record<AnswerState, string> {
  const { cancelled: _, ...labels } = stateLabels;
  const states = Object.keys(labels) as AnswerState[]; // the keys of an object literal with all states
  return Object.fromEntries(states.map((state) => [state, countedWord(state)])) as Record<AnswerState, string>; // an entry for each
}

export const unansweredStates: readonly AnswerState[] = ["unknown", "not_sent", "unreached", "refused", "slow_down"];

/** The values of `origin:`. */
export const queryOrigins = {
  check: { purpose: "check", finds: "a check of names" },
  everything: { purpose: "everything", finds: "a check of everything" },
  events: { purpose: "send", finds: "sent events and exposures" },
  "key-test": { purpose: "test", finds: "the test of a key" },
  imported: { purpose: "imported", finds: "requests that other tools recorded" },
  background: { purpose: "definitions", finds: "rules and names that were read" },
} as const satisfies Record<string, { readonly purpose: HistoryRow["purpose"]; readonly finds: string }>;

export const statusValues: Record<string, string> = {
  ">=400": "refused, slow down, failed",
  "200": "answered",
  none: "could not reach, not sent",
};

export const sinceValues: Record<string, string> = {
  today: "since midnight",
  yesterday: "the day before",
  "1h": "an hour ago",
  "7d": "seven days ago",
  monday: "the last one",
};

/** A day is searched to its end. */
export const untilValues: Record<string, string> = {
  ...sinceValues,
  today: "to its end",
  yesterday: "to its end",
  monday: "the last one, to its end",
};

export const yesOrNo: Record<string, string> = { yes: "", no: "" };
