import type { Batch } from "#shared/domain/events/event-outbox.ts";

/** Why there is nothing to show or to edit of a batch, and where to look instead. */
export function missingBodyText({ state, exchangeId }: Pick<Batch, "state" | "exchangeId">): string {
  if (state === "delivered" || state === "discarded")
    return exchangeId === null
      ? "It has come to an end, and nothing was sent."
      : "It has come to an end; its exchange in the history tells what was sent.";
  const elsewhere =
    exchangeId === null
      ? "Discard it, and send it anew from where it came from."
      : "Its exchange in the history tells what was sent at the last try.";
  return `What was to be sent is damaged on this disk, so it can be neither shown nor edited. ${elsewhere}`;
}
