import { expect, test } from "vitest";
import { maskKey, privateNotKept } from "#shared/domain/exchange/redact.ts";
import { maskedKey, privateNote, readExchangeBody } from "./exchange-body.ts";

const whole = { isCut: false, contentType: "application/json; charset=utf-8" };

test("a whole JSON body is a tree", () => {
  expect(readExchangeBody('{"value":true}', whole)).toEqual({ is: "json", value: { value: true } });
});

test("a body that only claims to be JSON is shown as it came, and said so", () => {
  expect(readExchangeBody('{"value":tr', whole)).toEqual({
    is: "text",
    text: '{"value":tr',
    note: "It says that it is JSON, but it does not parse; shown as it came.",
  });
});

test("a page of HTML from a proxy is text", () => {
  expect(readExchangeBody("<html>", { isCut: false, contentType: "text/html" })).toEqual({
    is: "text",
    text: "<html>",
    note: "Not JSON; shown as it came.",
  });
});

test("the beginning of a long body is not taken for the whole of it", () => {
  expect(readExchangeBody("{}", { ...whole, isCut: true })).toMatchObject({ is: "text", text: "{}" });
});

test("no body and an empty body are the same: none", () => {
  expect([readExchangeBody(null, whole), readExchangeBody("", whole)]).toEqual([{ is: "none" }, { is: "none" }]);
});

test("private attributes are counted, not shown", () => {
  expect(privateNote({ lifetime_spend: privateNotKept, plan: privateNotKept })).toBe("2 sent, not kept");
  expect(privateNote(privateNotKept)).toBe("sent, not kept");
  expect([privateNote({}), privateNote({ plan: "pro" }), privateNote("pro")]).toEqual([null, null, null]);
});

test("a masked key is told from an ordinary header", () => {
  expect(maskedKey(maskKey("secret-invented0000004f2a"))).toEqual({ prefix: "secret-", dots: "••••••••", lastFour: "4f2a" });
  expect(maskedKey("application/json")).toBeNull();
});
