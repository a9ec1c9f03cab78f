import { isJsonObject } from "#shared/domain/json/json.ts";
import { UnusableInput } from "../../../failures.ts";
import { type RawRow, type RowBody, readValue } from "./raw-row.ts";

/**
 * Refuses a body of log_event that has one user for all of its events, and an event without a user: here every event is sent with its own user, so it would
 * be lost. The shared user may stand before the events or after them.
 */
export function createSharedUserCheck(): { add(row: RawRow): void; end(): void } {
  let body: RowBody | undefined;
  let withoutUser = 0;
  function end(): void {
    if (body?.hasUser !== true || withoutUser === 0) return;
    const events = withoutUser === 1 ? "one event has" : `${withoutUser} events have`;
    throw new UnusableInput(
      "file",
      `This body has one user for all of its events, and ${events} no user. Copy the user into each event, then try again.`,
    );
  }
  return {
    add(row) {
      const rowBody = row.kind === "json" ? row.body : undefined;
      if (rowBody !== body) {
        end();
        body = rowBody;
        withoutUser = 0;
      }
      if (rowBody !== undefined && !hasUser(row.text)) withoutUser += 1;
    },
    end,
  };
}

function hasUser(text: string): boolean {
  if (!text.includes('"user"')) return false;
  const read = readValue(text);
  // A row that cannot be read is refused for that.
  return read.kind === "broken" || !isJsonObject(read.value) || isJsonObject(read.value.user);
}
