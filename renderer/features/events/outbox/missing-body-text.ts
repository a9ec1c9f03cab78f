import type { Batch } from "#shared/domain/events/event-outbox.ts";

/** Explains why the body of a batch is not available, and where to find what was sent. */
export function missingBodyText({ state, exchangeId }: Pick<Batch, "state" | "exchangeId">): string {
  if (state === "delivered" || state === "discarded")
    return exchangeId === null
      ? "This batch was discarded before anything was sent."
      : "This batch is settled. Its exchange in History shows what was sent.";
  const elsewhere =
    exchangeId === null
      ? "Discard it and send it again from its source."
      : "Its exchange in History shows what was sent at the last attempt.";
  return `The stored batch is damaged on disk, so it can be neither shown nor edited. ${elsewhere}`;
}
