import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { countryOf } from "./country.ts";
import { readCountryTable } from "./country-table.ts";
import { LookUpKeys } from "./look-up-keys.ts";
import { Subject } from "./subject.ts";
import { readUserAgent } from "./user-agent.ts";

describe("the country of an address", () => {
  it("comes from the table of the official engines", () => {
    const digest = createHash("sha256").update(readCountryTable()).digest("hex");
    expect({ bytes: readCountryTable().length, begins: digest.slice(0, 8), ends: digest.slice(-4) }).toEqual({
      bytes: 417_307,
      begins: "9c9512b8",
      ends: "08f8",
    });
  });

  it.each([
    ["8.8.8.8", "US"],
    ["81.2.69.142", "GB"],
    ["10.0.0.1", null],
    ["8.8.8", null],
    [" 8.8.8.8", null],
    ["::1", null],
    ["0x8.8.8.8", null],
  ])("%s is %s", (ip, country) => {
    expect(countryOf(ip)).toEqual({ country, isBeyond: false });
  });

  it("is none for four numbers of more than 32 bits, on which the native engine aborts", () => {
    expect(["256.1.1.1", "999.0.0.1", "255.255.255.256"].map(countryOf)).toEqual(Array(3).fill({ country: null, isBeyond: true }));
  });
});

describe("a user agent", () => {
  const safari = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
  const chrome = "AppleWebKit/537.36 (KHTML, like Gecko)";
  it.each([
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${chrome} Chrome/126.0.0.0 Safari/537.36`, "Mac OS X 10.15.7", "Chrome 126.0.0.0"],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${safari} Version/17.5 Mobile/15E148 Safari/604.1`,
      "iOS 17.5",
      "Mobile Safari 17.5",
    ],
    [
      `Mozilla/5.0 (Linux; Android 14; Pixel 8) ${chrome} Chrome/126.0.6478.72 Mobile Safari/537.36`,
      "Android 14",
      "Chrome Mobile 126.0.6478.72",
    ],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0", "Windows 10", "Firefox 127.0"],
    ["Mozilla/5.0 (Windows NT 6.2; Trident/7.0; rv:11.0) like Gecko", "Windows 0.0.0", "Other 0.0.0"],
    ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Other 0.0.0", "Googlebot 2.1"],
    ["", "Other 0.0.0", "Other 0.0.0"],
  ])("%s", (userAgent, os, browser) => {
    const facts = readUserAgent(userAgent);
    expect([`${facts.os_name} ${facts.os_version}`, `${facts.browser_name} ${facts.browser_version}`]).toEqual([os, browser]);
  });
});

describe("a look-up", () => {
  const keys = new LookUpKeys();
  const find = (user: object, field: string) => {
    const key = keys.field(field);
    const { json, place, key: valueKey } = new Subject(JSON.parse(JSON.stringify(user)), keys, null).field(key);
    return [json, place, valueKey];
  };

  it("searches the top level, custom and private attributes, with exact keys or keys in lower case", () => {
    const user = { email: "top", custom: { email: "c", newuser: 1 }, privateAttributes: { newUser: 2, level: 3, NEW: 4 } };
    expect(["email", "EMAIL", "newUser", "level", "new"].map((field) => find(user, field))).toEqual([
      ["top", "top_level", null],
      ["top", "top_level", "email"],
      [1, "custom", "newuser"],
      [3, "private", null],
      [null, "missing", null],
    ]);
  });

  it("skips an empty text at the top level, and stops at a null in custom", () => {
    expect(find({ country: "", custom: { country: "DE" } }, "country")).toEqual(["DE", "custom", null]);
    expect(find({ custom: { level: null }, privateAttributes: { level: 4 } }, "level")).toEqual([null, "custom", null]);
  });

  it("finds IDs by exact or lower-case type, and uses texts and numbers only", () => {
    const subject = new Subject({ userID: 7, customIDs: { companyid: "c", DEVICE: "d", list: ["l"] } }, keys, null);
    expect(["USERID", "companyID", "device", "list"].map((idType) => subject.unitText(keys.unit(idType)))).toEqual(["7", "c", "", ""]);
  });
});
