import { expect, test } from "vitest";
import { parseJson } from "../json/parse-json.ts";
import type { StatsigUser } from "../user/statsig-user.ts";
import { type PanelUser, switchProjectUser } from "./project-users.ts";

const sandbox = { id: "sandbox", isSandbox: true };
const shop = { id: "shop", isSandbox: false };
const ada: PanelUser = { user: { userID: "staff-ada", country: "FR" }, userText: null, savedUserId: "demo-ada" };
const exact = parseJson('{"userID":174322306148984899,"custom":{"ratio":1.0}}') as StatsigUser;
const own: PanelUser = { user: exact, userText: '{"userID": oops', savedUserId: null };

test("a person of the sandbox stays there, edited or not, and is back with the sandbox", () => {
  const inShop = switchProjectUser({ panel: ada, users: {} }, sandbox, shop);
  expect(inShop).toEqual({ panel: { user: {}, userText: null, savedUserId: null }, users: { sandbox: ada } });
  expect(switchProjectUser(inShop, shop, sandbox).panel).toBe(ada);
});

test("a project gets its own user back as it was typed, digit for digit, also while it cannot be read", () => {
  const inSandbox = switchProjectUser({ panel: own, users: { sandbox: ada } }, shop, sandbox);
  expect(inSandbox).toEqual({ panel: ada, users: { shop: own } });
  const { panel } = switchProjectUser(inSandbox, sandbox, shop);
  expect(JSON.stringify(panel.user)).toBe('{"userID":174322306148984899,"custom":{"ratio":1.0}}');
  expect(panel.userText).toBe(own.userText);
});

test("a project that had no user yet takes the current one along, unless it is of the sandbox", () => {
  expect(switchProjectUser({ panel: own, users: {} }, sandbox, shop)).toEqual({ panel: own, users: { sandbox: own } });
  expect(switchProjectUser({ panel: own, users: {} }, shop, { id: "other", isSandbox: false }).panel).toBe(own);
});

test("selecting the same project changes nothing", () => {
  expect(switchProjectUser({ panel: ada, users: { shop: own } }, sandbox, sandbox)).toEqual({ panel: ada, users: { shop: own } });
});
