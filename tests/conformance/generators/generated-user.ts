import fc from "fast-check";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { anyText, anyValue } from "./generated-values.ts";

/** Fields that generated conditions use; some in another spelling only. */
export const fieldNames = [
  "plan",
  "newUser",
  "level",
  "country",
  "email",
  "userID",
  "app_version",
  "appVersion",
  "user_agent",
  "ip",
  "locale",
  "USERID",
  "missing",
];
export const unitTypes = ["userID", "userid", "stableID", "companyID", "companyid"];

const fieldKeys = ["plan", "newUser", "newuser", "level", "country", "email", "ip", "userAgent", "LEVEL"];

/**
 * Generates IP addresses, but never four numbers that exceed 32 bits: on those the native engine aborts its process (statsig-evaluation.md
 * §6.3).
 */
const addresses = fc.constantFrom(
  "8.8.8.8",
  "1.0.0.0",
  "223.255.255.255",
  " 8.8.8.8",
  "8.8.8",
  "::1",
  "",
  "0.0.0.0",
  "10.0.0.1",
  "81.2.69.142",
);
const userAgents = fc.constantFrom(
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.72 Mobile Safari/537.36",
  "Mozilla/5.0 (Linux; Android 13; SM-X906C; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0 Safari/537.36",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
  "Mozilla/5.0 (Windows NT 6.2; WOW64; Trident/7.0; rv:11.0) like Gecko",
  "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)",
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
  "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1) AppleWebKit/537.36 Chrome/52.0 Mobile Safari/537.36 Edge/15.15063",
  "Mozilla/5.0 (Linux; Android 10; Quest 2) AppleWebKit/537.36 OculusBrowser/33.0 Chrome/126.0 Safari/537.36",
  "MyApp/12 CFNetwork/1492.0.1 Darwin/23.3.0",
  "axios/1.7.2",
  "x".repeat(1001),
  "",
);

/** Units at the edges of generated percentages. */
export const edgeUnits = ["u1", "u2", "u3"];

const id = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...edgeUnits) },
  { weight: 4, arbitrary: fc.nat(200).map((number) => `u${number}`) },
  { weight: 1, arbitrary: anyValue },
  anyText,
);
const fields = fc.dictionary(fc.constantFrom(...fieldKeys), anyValue, { maxKeys: 5, noNullPrototype: true });

/** Generates a user as a person, a program or an error would write it. `ip` in custom is a plain address too, because it is also looked up there. */
export const generatedUser: fc.Arbitrary<JsonObject> = fc.record(
  {
    userID: id,
    email: fc.oneof(fc.constantFrom("ada@lumen.example", "", "ADA@Lumen.example"), anyValue),
    ip: addresses,
    userAgent: userAgents,
    country: fc.oneof(fc.constantFrom("US", "DE", "us", ""), anyValue),
    locale: fc.constantFrom("en_US", "de-DE", ""),
    appVersion: fc.oneof(fc.constantFrom("1.2.3", "2.0", "1.10.0-rc1", ""), anyText),
    customIDs: fc.dictionary(fc.constantFrom("stableID", "stableid", "companyID", "companyid", "COMPANYID"), id, {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    custom: fields.map(withPlainAddress),
    privateAttributes: fields.map(withPlainAddress),
    statsigEnvironment: fc.constantFrom<JsonObject>(
      { tier: "production" },
      { tier: "staging" },
      { Tier: "staging" },
      { tier: "Development" },
      {},
      { tier: "" },
      { tier: 1 },
      { tier: true },
      { tier: null },
      { tier: ["staging"] },
      { region: "eu" },
    ),
  },
  { requiredKeys: [] },
);

function withPlainAddress(map: JsonObject): JsonObject {
  return Object.hasOwn(map, "ip") ? { ...map, ip: "8.8.4.4" } : map;
}
