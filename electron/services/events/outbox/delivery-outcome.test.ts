import { describe, expect, it } from "vitest";
import type { Exchange, Outcome } from "#shared/domain/exchange/exchange.ts";
import type { Hop } from "#shared/domain/exchange/hop.ts";
import { exchangeWith } from "#tests/fakes/exchange.ts";
import { classifyDelivery, retryAfterMs } from "./delivery-outcome.ts";

const way = ["machine", "dns", "connect", "tls", "send", "wait", "receive"] as const;
/** The hops of a request that broke at one of them. */
function brokenAt(broken: (typeof way)[number]): Hop[] {
  const at = way.indexOf(broken);
  return way.map((name, position) => ({
    name,
    detail: "",
    ms: null,
    state: position < at ? "passed" : position === at ? "failed" : "not_tried",
  }));
}
const answer = (status: number, body = "", headers: [string, string][] = []): Outcome => ({
  kind: "answered",
  status,
  statusText: "",
  headers,
  body,
  bodyBytes: body.length,
  isCut: false,
});
const classified = (outcome: Outcome, facts: Partial<Exchange> = {}) =>
  classifyDelivery(exchangeWith(outcome, { url: "https://events.example/v1/log_event", ...facts }), 0);

describe("an answer", () => {
  it.each([
    [200, "{}", "delivered"],
    [202, '{"success":true}', "delivered"],
    [202, "", "delivered"],
    [204, "", "delivered"],
    [202, '{"success":false}', "refused"],
    [301, "", "refused"],
    [400, "", "refused"],
    [401, "", "refused"],
    [408, "", "again"],
    [425, "", "again"],
    [413, "", "refused"],
    [429, "", "again"],
    [500, "oops", "again"],
    [503, '{"success":false}', "again"],
    [599, "", "again"],
  ])("%i %s means %s", (status, body, kind) => {
    expect(classified(answer(status, body))).toMatchObject({ kind, httpStatus: status });
  });

  it("of a login page is not a delivery, and the events may be lost", () => {
    const problem =
      "events.example answered 200 with a web page: something else, such as a login page of this network, answered instead of Statsig. It is not sent again automatically.";
    const lost = { kind: "lost", httpStatus: 200, problem };
    expect(classified(answer(200, "<!DOCTYPE html><title>Log in</title>"))).toEqual(lost);
    expect(classified(answer(200, "", [["Content-Type", "text/html; charset=utf-8"]]))).toEqual(lost);
  });

  it("is quoted", () => {
    expect(classified(answer(400, '{"status":400,"message":["eventName must be a string","value must be short"]}'))).toMatchObject({
      problem: "events.example refused it (400): eventName must be a string; value must be short. Edit the events, then send them again.",
    });
    expect(classified(answer(401, "Unauthorized"))).toMatchObject({
      problem: "events.example refused it (401): Unauthorized. Choose another key, or replace this one under Settings, then send it again.",
    });
    expect(classified(answer(500, "<html><h1>Oops</h1>"))).toMatchObject({ problem: "events.example answered 500." });
  });

  it("above the size limit is classified by its status", () => {
    expect(classified({ kind: "too_large", status: 202, headers: [], limitBytes: 1 })).toMatchObject({ kind: "delivered" });
  });
});

describe("an incomplete exchange", () => {
  it.each(way)("that broke at %s is retried only before send", (hop) => {
    const kind = way.indexOf(hop) < way.indexOf("send") ? "again" : "lost";
    const facts = { hops: brokenAt(hop) };
    expect(classified({ kind: "unreachable", hop, code: "X", message: "It broke." }, facts).kind).toBe(kind);
    expect(classified({ kind: "timed_out", phase: hop, afterMs: 1 }, facts).kind).toBe(kind);
    expect(classified({ kind: "cancelled", afterMs: 1 }, facts).kind).toBe(kind);
  });

  it("that broke after the headers may have arrived", () => {
    const outcome: Outcome = { kind: "broken_off", status: 202, headers: [], receivedBytes: 3, message: "It broke off." };
    expect(classified(outcome, { hops: brokenAt("receive") })).toMatchObject({ kind: "lost", httpStatus: 202 });
  });

  it("that was refused on this machine is not retried", () => {
    expect(classified({ kind: "not_sent", reason: "That is no host of this project." })).toEqual({
      kind: "refused",
      httpStatus: null,
      problem: "That is no host of this project. Nothing was sent.",
    });
  });
});

describe("Retry-After", () => {
  const nowMs = Date.UTC(2026, 10, 23, 12);
  it.each<[string, [string, string][], number | null]>([
    ["in seconds", [["Retry-After", "120"]], 120_000],
    ["as a date", [["retry-after", "Mon, 23 Nov 2026 12:02:00 GMT"]], 120_000],
    [
      "as a date of a server whose clock is ahead",
      [
        ["retry-after", "Mon, 23 Nov 2026 13:02:00 GMT"],
        ["date", "Mon, 23 Nov 2026 13:00:00 GMT"],
      ],
      120_000,
    ],
    ["in the past", [["Retry-After", "Mon, 23 Nov 2026 11:00:00 GMT"]], 0],
    ["that is none", [["Retry-After", "soon"]], null],
    ["missing", [], null],
  ])("%s", (_what, headers, wanted) => {
    expect(retryAfterMs(headers, nowMs)).toBe(wanted);
  });
});
