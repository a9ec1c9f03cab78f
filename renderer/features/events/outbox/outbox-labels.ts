import type { Batch } from "#shared/domain/events/event-outbox.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";

/** Texts of the outbox that tests look for. */
export const outboxLabels = {
  empty: "The outbox is empty",
  emptyOf: (project: string) => `The outbox of ${project} is empty`,
  elsewhere: "Other projects",
  emptyHere: (count: number) => `empty; ${formatNumber(count)} not settled in other projects`,
  inProject: (count: number, project: string) => `${formatNumber(count)} not settled in ${project}.`,
  showProject: (project: string) => `Switch to ${project}`,
  ofRemoved: (project: string) => `Of ${project}, which was removed`,
  removedHint: "Nothing of a removed project is sent. Copy the contents to send them in another project, or discard them.",
  /** Of a batch that waits in a protected tier. */
  confirmedWhenStored: (tier: string) =>
    `${tier} is protected. Confirmation is asked for when events are stored, not when they are sent, so this is sent without another question. Discard it to prevent that.`,
  sendAgain: "Send again",
  /** Before the time until the next attempt. */
  nextAttempt: "Next attempt in",
  behindEarlier: "Waiting: earlier batches of this project are sent first.",
  sendNow: "Send now",
  edit: "Edit…",
  editing: (count: string) => `Edit ${count}`,
  askToDiscard: "Discard…",
  discardTitle: (count: string) => `Discard ${count}?`,
  discard: (count: string) => `Discard ${count}`,
  willNotBeSent: (count: number) =>
    `${count === 1 ? "it" : "they"} will not be sent. The ledger lists ${count === 1 ? "it" : "them"} as discarded.`,
  askToResend: "Send again…",
  resendTitle: (count: string) => `Send ${count} again?`,
  resend: (count: string) => `Send ${count} again`,
  mayCountTwice: "Statsig does not remove duplicates: if you send it again, it may count twice.",
} as const;

/** The contents of a batch, its first name apart: `purchase` and ` and 4 more for u-1036 in staging`. */
export function batchText(
  { firstName, userLabel, tier }: Pick<Batch, "firstName" | "userLabel" | "tier">,
  count: number,
): [string, string] {
  return [firstName, `${count > 1 ? ` and ${formatNumber(count - 1)} more` : ""} for ${userLabel} in ${tier}`];
}
