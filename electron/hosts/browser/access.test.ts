import { expect, it } from "vitest";
import { createAccess, isLoopbackHost, isOwnOrigin } from "./access.ts";

const page = "0b54f1c6-5f0e-4a41-9f0d-3f1b7f6a2c10";
const otherPage = "7d1c2a90-1a7b-4f6e-8b77-6f0a4b1d9e22";

it("exchanges a token once for a session that stays valid", () => {
  const access = createAccess();
  const token = access.newToken();
  const entry = access.enter({ gatescope: "hello", token, page });
  const session = entry.kind === "welcome" ? entry.session : "";
  expect(entry).toEqual({ kind: "welcome", session: expect.stringMatching(/^[\w-]{43}$/) });
  expect(access.enter({ gatescope: "hello", session, page })).toEqual({ kind: "welcome", session });
  expect(access.enter({ gatescope: "hello", session, page })).toEqual({ kind: "welcome", session });
});

it("accepts a session from the page that it was given to, and from no other", () => {
  const access = createAccess();
  const entry = access.enter({ gatescope: "hello", token: access.newToken(), page });
  const session = entry.kind === "welcome" ? entry.session : "";
  expect(access.enter({ gatescope: "hello", session, page: otherPage }).kind).toBe("refused");
  const other = access.enter({ gatescope: "hello", token: access.newToken(), page: otherPage });
  expect(other).toEqual({ kind: "welcome", session: expect.not.stringContaining(session) });
});

it("admits another page for a page with a session, and for nobody else", () => {
  const access = createAccess();
  const entry = access.enter({ gatescope: "hello", token: access.newToken(), page });
  const session = entry.kind === "welcome" ? entry.session : "";
  const admitted = access.enter({ gatescope: "admit", session, page, newPage: otherPage });
  expect(admitted).toEqual({ kind: "admitted", session: expect.stringMatching(/^[\w-]{43}$/) });
  const newSession = admitted.kind === "admitted" ? admitted.session : "";
  expect(newSession).not.toBe(session);
  expect(access.enter({ gatescope: "hello", session: newSession, page: otherPage }).kind).toBe("welcome");
  expect(access.enter({ gatescope: "hello", session: newSession, page }).kind).toBe("refused");
  for (const wrong of [
    { gatescope: "admit", session: newSession, page, newPage: otherPage },
    { gatescope: "admit", session, page: otherPage, newPage: page },
    { gatescope: "admit", token: access.newToken(), page, newPage: otherPage },
    { gatescope: "hello", session, page, newPage: otherPage },
    { gatescope: "admit", session, page, newPage: "short" },
    { gatescope: "admit", session, page },
  ])
    expect(access.enter(wrong).kind).toBe("refused");
  const restarted = createAccess();
  expect(restarted.enter({ gatescope: "admit", session, page, newPage: otherPage }).kind).toBe("refused");
});

it("lets the same page present its token again, for a reload before it had its session", () => {
  const access = createAccess();
  const token = access.newToken();
  const entry = access.enter({ gatescope: "hello", token, page });
  expect(entry.kind).toBe("welcome");
  expect(access.enter({ gatescope: "hello", token, page })).toEqual(entry);
});

it("refuses a token that another page has used, and says what to do", () => {
  const access = createAccess();
  const token = access.newToken();
  access.enter({ gatescope: "hello", token, page });
  expect(access.enter({ gatescope: "hello", token, page: otherPage })).toEqual({
    kind: "refused",
    reason: "This link was already used, or a newer link replaced it. Press Enter in the terminal where Gatescope runs to get a new link.",
  });
});

it("invalidates the earlier link with a new one, but no session", () => {
  const access = createAccess();
  const first = access.newToken();
  const entry = access.enter({ gatescope: "hello", token: first, page });
  const second = access.newToken();
  const third = access.newToken();
  expect(access.enter({ gatescope: "hello", token: second, page }).kind).toBe("refused");
  expect(access.enter({ gatescope: "hello", token: third, page })).toEqual(entry);
  const session = entry.kind === "welcome" ? entry.session : "";
  expect(access.enter({ gatescope: "hello", session, page })).toEqual(entry);
});

it("refuses a session of an earlier start", () => {
  const earlier = createAccess();
  const entry = earlier.enter({ gatescope: "hello", token: earlier.newToken(), page });
  const session = entry.kind === "welcome" ? entry.session : "";
  expect(createAccess().enter({ gatescope: "hello", session, page })).toEqual({
    kind: "refused",
    reason: "This page belongs to an earlier start of Gatescope. Open the link that the running Gatescope printed.",
  });
});

it.each([
  ["nothing", undefined],
  ["a text", "hello"],
  ["no secret", { gatescope: "hello" }],
  ["a secret that is no text", { gatescope: "hello", token: null, page }],
  ["a token of no page", { gatescope: "hello", token: "a" }],
  ["a token of a page that anybody could be", { gatescope: "hello", token: "a", page: "" }],
  ["both secrets", { gatescope: "hello", token: "a", session: "b", page }],
  ["a session of no page", { gatescope: "hello", session: "a" }],
  ["another greeting", { gatescope: "welcome", session: "a" }],
])("refuses a hello that is %s", (_what, hello) => {
  const access = createAccess();
  access.newToken();
  expect(access.enter(hello)).toEqual({ kind: "refused", reason: "Open the link that Gatescope printed when it started." });
});

it("refuses every token before there is a link", () => {
  expect(createAccess().enter({ gatescope: "hello", token: "", page }).kind).toBe("refused");
});

it.each(["127.0.0.1", "127.0.0.1:4711", "localhost:80", "LOCALHOST:80", "[::1]:4711"])("accepts %s as this machine", (host) => {
  expect(isLoopbackHost(host)).toBe(true);
});

it.each([
  undefined,
  "",
  "example.com",
  "127.0.0.1.example.com",
  "localhost.example.com:80",
  "example.com:80#localhost",
  "127.0.0.1:80 x",
  "0.0.0.0",
])("does not accept %s as this machine", (host) => {
  expect(isLoopbackHost(host)).toBe(false);
});

it("accepts sockets of its own page only", () => {
  expect(isOwnOrigin("http://localhost:9000", "localhost:9000")).toBe(true);
  expect(isOwnOrigin("http://localhost:9001", "localhost:9000")).toBe(false);
  expect(isOwnOrigin("http://127.0.0.1:9000", "localhost:9000")).toBe(false);
  expect(isOwnOrigin("https://localhost:9000", "localhost:9000")).toBe(false);
  expect(isOwnOrigin("null", "localhost:9000")).toBe(false);
  expect(isOwnOrigin(undefined, "localhost:9000")).toBe(false);
});
