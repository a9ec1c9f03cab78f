import { afterEach, beforeEach, expect, test } from "vitest";
import { openBrowser, takeToken } from "./open-browser.ts";

const before = location.href;
const open = (fragment: string) => history.replaceState(null, "", fragment);

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});
afterEach(() => open(before));

test("an address that is opened without a session is shown by the next link, once", async () => {
  open("#/inspect/gate/checkout_v2?project=shop");
  await expect(openBrowser()).rejects.toThrow("This address is kept: the link opens the place that it names.");
  open("#token=first");
  expect([takeToken(), location.hash]).toEqual([true, "#/inspect/gate/checkout_v2?project=shop"]);
  open("#token=second");
  expect([takeToken(), location.hash]).toEqual([true, ""]);
});

test("a link with a place of its own shows that one", async () => {
  open("#/inspect/gate/checkout_v2");
  await expect(openBrowser()).rejects.toThrow();
  open("#/settings/about&token=first");
  expect([takeToken(), location.hash]).toEqual([true, "#/settings/about"]);
});

test("a page without a place only says what to open", async () => {
  open("#");
  await expect(openBrowser()).rejects.toThrow(/^Open the link that Gatescope printed when it started\. [^.]+\.$/);
});
