import { isJsonNumber } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import type { ReceivedEvent } from "#shared/domain/project/sandbox-info.ts";
import { withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import type { Clock } from "../ports.ts";

/** Older events are deleted, but still counted. */
export const maxStoredEvents = 10_000;

/** The events and exposures that the sandbox received or logged itself, without private attributes. */
export interface ReceivedLog {
  record(endpoint: string, event: JsonObject & { eventName: string }): void;
  /** Newest first. */
  newest(limit: number): ReceivedEvent[];
  counts(): { eventsReceived: number; exposuresReceived: number };
  clear(): void;
}

const exposureNames = new Set(["statsig::gate_exposure", "statsig::config_exposure", "statsig::layer_exposure"]);

export function createReceivedLog({ clock }: { clock: Clock }): ReceivedLog {
  const stored: ReceivedEvent[] = [];
  let seq = 0;
  let eventsReceived = 0;
  let exposuresReceived = 0;
  return {
    record(endpoint, event) {
      const atMs = clock.nowMs();
      const user = isJsonObject(event.user) ? withoutPrivate(event.user) : null;
      seq += 1;
      if (exposureNames.has(event.eventName)) exposuresReceived += 1;
      else eventsReceived += 1;
      stored.push({
        seq,
        atMs,
        endpoint,
        eventName: event.eventName,
        userID: userIdOf(user),
        body: { ...event, user, time: event.time ?? atMs },
      });
      if (stored.length > maxStoredEvents) stored.shift();
    },
    newest: (limit) => stored.slice(-limit).reverse(),
    counts: () => ({ eventsReceived, exposuresReceived }),
    clear() {
      stored.length = 0;
      eventsReceived = 0;
      exposuresReceived = 0;
    },
  };
}

function userIdOf(user: JsonObject | null): string | null {
  const userID = user?.userID;
  return typeof userID === "string" || isJsonNumber(userID) ? String(userID) : null;
}
