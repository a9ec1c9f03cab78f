import { expect, test } from "vitest";
import { maskKey, privateNotKept } from "#shared/domain/exchange/key-form.ts";
import { maskedKey, privateNote, readExchangeBody } from "./exchange-body.ts";

const completeJson = { isCut: false, contentType: "application/json; charset=utf-8" };

test("shows a complete JSON body as a tree", () => {
  expect(readExchangeBody('{"value":true}', completeJson)).toEqual({ is: "json", value: { value: true } });
});

test("shows a body with a JSON content type that does not parse as text, with a note", () => {
  expect(readExchangeBody('{"value":tr', completeJson)).toEqual({
    is: "text",
    text: '{"value":tr',
    note: "It says that it is JSON, but it does not parse; shown as it came.",
  });
});

test("shows an HTML page from a proxy as text", () => {
  expect(readExchangeBody("<html>", { isCut: false, contentType: "text/html" })).toEqual({
    is: "text",
    text: "<html>",
    note: "Not JSON; shown as it came.",
  });
});

test("shows a cut body as text even if it parses as JSON", () => {
  expect(readExchangeBody("{}", { ...completeJson, isCut: true })).toMatchObject({ is: "text", text: "{}" });
});

test("treats a missing and an empty body as none", () => {
  expect([readExchangeBody(null, completeJson), readExchangeBody("", completeJson)]).toEqual([{ is: "none" }, { is: "none" }]);
});

test("counts private attributes without showing them", () => {
  expect(privateNote({ lifetime_spend: privateNotKept, plan: privateNotKept })).toBe("2 sent, not kept");
  expect(privateNote(privateNotKept)).toBe("sent, not kept");
  expect([privateNote({}), privateNote({ plan: "pro" }), privateNote("pro")]).toEqual([null, null, null]);
});

test("distinguishes a masked key from an ordinary header value", () => {
  expect(maskedKey(maskKey("secret-invented0000004f2a"))).toEqual({ prefix: "secret-", dots: "••••••••", lastFour: "4f2a" });
  expect(maskedKey("application/json")).toBeNull();
});
