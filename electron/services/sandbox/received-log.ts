import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import type { ReceivedEvent } from "#shared/domain/project/sandbox-info.ts";
import { withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import type { Clock } from "../ports.ts";

/** Older ones are forgotten; the counts are not. */
export const maxEventsKept = 10_000;

/** What the sandbox was sent or logged itself, without anybody's private attributes. */
export interface ReceivedLog {
  keep(endpoint: string, event: JsonObject & { eventName: string }): void;
  /** Newest first. */
  newest(limit: number): ReceivedEvent[];
  counts(): { eventsReceived: number; exposuresReceived: number };
  clear(): void;
}

const exposureNames = new Set(["statsig::gate_exposure", "statsig::config_exposure", "statsig::layer_exposure"]);

export function createReceivedLog({ clock }: { clock: Clock }): ReceivedLog {
  const kept: ReceivedEvent[] = [];
  let seq = 0;
  let eventsReceived = 0;
  let exposuresReceived = 0;
  return {
    keep(endpoint, event) {
      const atMs = clock.nowMs();
      const user = isJsonObject(event.user) ? withoutPrivate(event.user) : null;
      seq += 1;
      if (exposureNames.has(event.eventName)) exposuresReceived += 1;
      else eventsReceived += 1;
      kept.push({
        seq,
        atMs,
        endpoint,
        eventName: event.eventName,
        userID: userIdOf(user),
        body: { ...event, user, time: event.time ?? atMs },
      });
      if (kept.length > maxEventsKept) kept.shift();
    },
    newest: (limit) => kept.slice(-limit).reverse(),
    counts: () => ({ eventsReceived, exposuresReceived }),
    clear() {
      kept.length = 0;
      eventsReceived = 0;
      exposuresReceived = 0;
    },
  };
}

function userIdOf(user: JsonObject | null): string | null {
  const userID = user?.userID;
  return typeof userID === "string" || typeof userID === "number" ? String(userID) : null;
}
