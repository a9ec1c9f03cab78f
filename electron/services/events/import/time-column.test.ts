import { describe, expect, it } from "vitest";
import { guessMapping } from "./guess-mapping.ts";
import { columnsWithTimes } from "./time-column.ts";

const iso = "2026-06-20T12:00:00Z";

/** The time column and its unit, for columns with one value each. */
function timeOf(first: Readonly<Record<string, string>>) {
  const { columns, timeUnit } = guessMapping(Object.keys(first), "csv", (column) => [first[column] ?? ""]);
  const times = Object.keys(columns).filter((column) => columns[column]?.kind === "time");
  return [...times, timeUnit].join(" ");
}

describe("the time column of a file", () => {
  it.each([
    ...["created_at", "createdAt", "originalTimestamp", "occurred_at", "occurredAt", "event_timestamp", "eventTime", "ts", "date"],
    ...["Event Date", "@timestamp", "_time", "$time", "client_event_time", "server_received_time", "logged_at", "event_datetime"],
    ...["sentAt", "received_at", "DateTime", "timestamp_utc", "event_ts", "unix_timestamp", "epoch_ms", "happened_on", "when", "TIMESTAMP"],
    ...["date_created", "ingestion_time", "recordedAt", "event_occurred_at", "deviceTime", "insert_time"],
  ])("is found by the name %s", (name) => {
    expect(timeOf({ event: "a", userID: "u", [name]: iso })).toBe(`${name} ms`);
  });

  it.each([
    ...["birth_date", "signup_date", "expires_at", "last_login_at", "user_created_at", "trial_end_at", "updated_at", "location"],
    ...["status", "version", "action", "duration", "session", "transaction", "platform", "creation", "events", "at_risk"],
  ])("is not %s", (name) => {
    expect(timeOf({ event: "a", userID: "u", [name]: iso })).toBe("ms");
  });

  it("is the time at which it happened, before the times at which it was passed on", () => {
    expect(timeOf({ receivedAt: iso, sentAt: iso, timestamp: iso, originalTimestamp: iso })).toBe("timestamp ms");
    expect(timeOf({ received_at: iso, created_at: iso, occurred_at: iso })).toBe("occurred_at ms");
    expect(timeOf({ sent_at: iso, created_at: iso })).toBe("created_at ms");
  });

  it("is one whose values are times", () => {
    expect(timeOf({ date: "Monday", created_at: iso })).toBe("created_at ms");
    expect(timeOf({ date: "2026-06-20", created_at: iso })).toBe("created_at ms");
    expect(timeOf({ created_at: "yesterday" })).toBe("ms");
  });

  it("is a column with a certain name also when its values are not times, so that its rows are refused", () => {
    expect(timeOf({ event: "a", time: "noon" })).toBe("time ms");
  });

  it.each([
    ["1781958740", "s"],
    ["1781958740.731", "s"],
    ["1781958740731", "ms"],
    ["1781958740731000", "us"],
    ["1781958740731000000", "ns"],
    [iso, "ms"],
  ])("has the unit of all its values: %s", (value, unit) => {
    expect(timeOf({ event: "a", ts: value })).toBe(`ts ${unit}`);
  });

  it("is in milliseconds when its values differ", () => {
    const values = ["1781958740", "1781958740731"];
    expect(guessMapping(["ts"], "csv", () => values).timeUnit).toBe("ms");
  });
});

it("columns with times are found whatever their names are", () => {
  const first: Record<string, string> = { event: "a", order_date: iso, qty: "5", ship: "1781958740731", day: "2026-06-20", sku: "x" };
  expect(columnsWithTimes(Object.keys(first), (column) => [first[column] ?? ""])).toEqual(["order_date", "ship", "day"]);
});
