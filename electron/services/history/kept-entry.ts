import { type Answer, type AnswerState, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import { stateCountsText, stateLabel, stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { type Exchange, exchangeStatus, type Outcome } from "#shared/domain/exchange/exchange.ts";
import type { HistoryEntry, HistoryRow, RequestContext } from "#shared/domain/history/history-entry.ts";
import { type StatsigUser, unitIds } from "#shared/domain/user/statsig-user.ts";
import type { Compressed } from "../storage/compressed.ts";
import { extractOf, maxFactsLength } from "./database/extract.ts";
import type { EntryToKeep } from "./database/history-calls.ts";

/** A new entry: the request context, the exchange, and the answers read from it. */
export type NewEntry = Pick<HistoryEntry, "context" | "exchange" | "answers"> & {
  /**
   * The redacted request body, if its sender has already compressed it; the exchange then has no body. It is stored as it is and not indexed: bodies of a file's
   * events have about 100 kB, and are found by their event names.
   */
  readonly requestBody?: Compressed;
};

/** Converts an exchange into what the database stores. */
export function entryToKeep({ context, exchange, answers, requestBody }: NewEntry): EntryToKeep {
  const row = rowOf(context, exchange, answers);
  return {
    row,
    facts: factsOf(row, context, exchange, answers),
    names: context.names.length > 1 ? JSON.stringify(context.names) : null,
    who: JSON.stringify(whoOf(context)),
    extract: extractOf(exchange),
    json: JSON.stringify({ context, exchange, answers }),
    requestBody: requestBody ?? null,
  };
}

function rowOf(context: RequestContext, exchange: Exchange, answers: readonly Answer[]): EntryToKeep["row"] {
  return {
    exchangeId: exchange.id,
    atMs: exchange.atMs,
    endpoint: exchange.endpoint,
    projectId: context.projectId,
    projectName: context.projectName,
    tier: context.tier,
    purpose: context.purpose,
    kind: context.kind,
    name: context.names[0] ?? "",
    nameCount: context.names.length,
    userLabel: context.userLabel,
    ...summarise(exchange.outcome, answers),
    status: exchangeStatus(exchange),
    elapsedMs: exchange.timing.totalMs,
    // “Logged” stands on what Statsig accepted, not on what was only meant to be logged.
    isLogging: context.isLogging && isAccepted(exchange),
    actionId: context.actionId ?? exchange.id,
  };
}

function isAccepted(exchange: Exchange): boolean {
  const status = exchange.outcome.kind === "answered" ? exchange.outcome.status : 0;
  return status >= 200 && status < 300;
}

/** Returns `Group Badges` for one answer and `3 pass, 2 fail` for several; without answers, or when cancelled, the outcome of the exchange. */
function summarise(outcome: Outcome, answers: readonly Answer[]): Pick<HistoryRow, "state" | "word"> {
  const [first, ...others] = answers;
  if (first === undefined || outcome.kind === "cancelled") return summariseOutcome(outcome);
  if (others.length === 0) return { state: first.state, word: stateLabel(first) };
  return { state: first.state, word: stateCountsText(answers) };
}

function summariseOutcome(outcome: Outcome): Pick<HistoryRow, "state" | "word"> {
  switch (outcome.kind) {
    case "answered": {
      const state = stateOfStatus(outcome.status);
      return { state, word: state === "value" ? "Answered" : stateLabels[state] };
    }
    case "not_sent":
      return { state: "not_sent", word: stateLabels.not_sent };
    case "not_recorded":
      return { state: "unknown", word: "No response recorded" };
    case "cancelled":
      return { state: "unreached", word: stateLabels.cancelled };
    case "too_large":
      return { state: "unknown", word: "Too large" };
    case "timed_out":
    case "unreachable":
    case "broken_off":
      return { state: "unreached", word: stateLabels.unreached };
  }
}

function stateOfStatus(status: number): AnswerState {
  if (status < 300) return "value";
  if (status === 429) return "slow_down";
  return status >= 400 && status < 500 && status !== 408 ? "refused" : "unknown";
}

function factsOf(row: EntryToKeep["row"], context: RequestContext, exchange: Exchange, answers: readonly Answer[]): string {
  const facts = [
    row.word,
    row.userLabel,
    ...(context.user === null ? [] : userFacts(context.user)),
    row.projectName,
    row.tier,
    row.endpoint,
    new URL(exchange.url).pathname,
    row.status === null ? "" : String(row.status),
    row.purpose === "check" ? "" : row.purpose,
    row.isLogging ? "logged" : "",
    context.kind === null ? "" : entityKindLabels[context.kind].one,
    ...context.names,
    ...answers.flatMap((answer) => [stateLabel(answer), answer.ruleId ?? ""]),
  ];
  return [...new Set(facts)].join(" ").slice(0, maxFactsLength);
}

/** Returns what `user:` finds: the label, each word of it, the unit IDs and the e-mail, in small letters. */
function whoOf({ user, userLabel }: RequestContext): string[] {
  const words = userLabel.split(/[\s,;]+/).filter((word) => word !== "");
  const all = [userLabel, ...words, ...(user === null ? [] : userFacts(user))];
  return [...new Set(all.filter((text) => text !== "").map((text) => text.toLowerCase()))];
}

function userFacts(user: StatsigUser): string[] {
  const email = typeof user.email === "string" ? user.email : "";
  return [...unitIds(user).map(({ value }) => value), email];
}
