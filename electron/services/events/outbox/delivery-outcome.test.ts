import { describe, expect, it } from "vitest";
import type { Exchange, Outcome } from "#shared/domain/exchange/exchange.ts";
import type { Hop } from "#shared/domain/exchange/hop.ts";
import { exchangeWith } from "#tests/fakes/exchange.ts";
import { classifyDelivery } from "./delivery-outcome.ts";

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
    [200, '{"error":"Invalid key"}', "refused"],
    [200, "Log in at http://portal.example", "lost"],
    [200, "[]", "lost"],
    [200, '{"success":tr', "lost"],
    [200, "<!-- portal -->\n<HTML><body>Log in</body></HTML>", "lost"],
    [200, "<?xml version='1.0'?><error/>", "lost"],
    [304, "", "refused"],
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

  it("above the size limit is not Statsig's, whose answer is short", () => {
    expect(classified({ kind: "too_large", status: 202, headers: [], limitBytes: 1 })).toMatchObject({ kind: "lost" });
    expect(classified({ kind: "too_large", status: 503, headers: [], limitBytes: 1 })).toMatchObject({ kind: "again" });
  });

  const page = "<html><title>Blocked</title></html>";
  it.each<[string, Outcome, string, string]>([
    [
      "a firewall, which saw no key",
      answer(403, page),
      "refused",
      "Not delivered: a web page came back from events.example (403): a firewall or proxy answered in place of Statsig. Ask the administrator of your network to allow events.example, or check the hosts of this project. The key is not the cause.",
    ],
    [
      "a server that refuses without saying why",
      answer(403, "RBAC: access denied"),
      "refused",
      "Not delivered: events.example refused the request (403): “RBAC: access denied”, not in the form in which Statsig refuses keys. If a firewall or a proxy answered, ask the administrator of your network to allow events.example. Otherwise use another key, or change its scopes in the Statsig console.",
    ],
    [
      "a port for https",
      answer(400, "Client sent an HTTP request to an HTTPS server."),
      "refused",
      "Not delivered: events.example expects an encrypted connection, and this project’s address begins with http:// (400). Change the address in this project’s hosts to https://.",
    ],
    [
      "a proxy",
      answer(407),
      "refused",
      "Not delivered: the proxy requires a user name and a password (407). Add them to the proxy address in this project’s settings.",
    ],
    [
      "the sign-in of a network, which is waited for",
      answer(511, page),
      "again",
      "Not delivered: this network requires a sign-in before it lets requests through (511). Open any page in a browser and sign in to the network.",
    ],
    [
      "a redirect to a portal",
      answer(302, "", [["Location", "http://portal.example/login"]]),
      "refused",
      "Not delivered: events.example redirects to portal.example (302), and redirects are not followed, because a key is sent only to its project’s hosts. If this network requires a sign-in, open any page in a browser and sign in. Otherwise: check the address “Events” in this project’s settings; Statsig’s is https://events.statsigapi.net/v1.",
    ],
    [
      "a server that speaks SSH, although the request was sent to it",
      { kind: "unreachable", hop: "wait", code: "SPEAKS_SSH", message: "events.example answers in SSH." },
      "again",
      "Not delivered: events.example is an SSH server, not Statsig’s API. Enter the address and the port of the API in this project’s hosts.",
    ],
  ])("of %s", (_what, outcome, kind, problem) => {
    const facts = { endpoint: "log_event" as const, hops: brokenAt("wait") };
    expect(classified(outcome, facts)).toMatchObject({ kind, problem });
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
