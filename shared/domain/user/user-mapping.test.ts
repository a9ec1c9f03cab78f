import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StatsigUser } from "./statsig-user.ts";
import { withColumn } from "./user-columns.ts";
import { cellReader, guessUserMapping, pathsOfUser, userFromCells, userFromObject } from "./user-mapping.ts";

describe("the mapping of columns to a user's fields", () => {
  it("recognizes IDs, attributes, the tier and private attributes by their names", () => {
    const columns = ["customer_id", "email", "country", "app_version", "device_id", "store", "newsletter", "tier", "private.age"];
    expect(guessUserMapping(columns, ["userID", "storeID"]).map(({ to }) => to)).toEqual([
      ...["userID", "email", "country", "appVersion", "customIDs.deviceID", "customIDs.storeID", "custom.newsletter"],
      ...["statsigEnvironment.tier", "privateAttributes.age"],
    ]);
  });

  it("takes columns that are paths as they are written, also as `customID.` and in other letters", () => {
    const columns = [
      "custom.plan",
      "user.custom.plan.tier",
      "customIDs.storeID",
      "customID.deviceID",
      "CUSTOM.seats",
      "statsigEnvironment.tier",
    ];
    expect(guessUserMapping(columns).map(({ to }) => to)).toEqual([
      ...["custom.plan", "custom.plan.tier", "customIDs.storeID", "customIDs.deviceID", "custom.seats", "statsigEnvironment.tier"],
    ]);
  });

  it("maps a field once", () => {
    expect(guessUserMapping(["userID", "user_id"]).map(({ to }) => to)).toEqual(["userID", "custom.user_id"]);
  });

  it("makes the users that column by column makes", () => {
    const path = fc.constantFrom(
      "userID",
      "country",
      "custom.plan",
      "customIDs.storeID",
      "privateAttributes.age",
      "custom.a.b",
      "custom.__proto__",
    );
    const cell = fc.constantFrom("", "DE", "42", "1.0", "true", '"42"', "12345678901234567890");
    fc.assert(
      fc.property(fc.array(fc.tuple(path, cell), { maxLength: 6 }), (pairs) => {
        const unique = [...new Map(pairs)];
        const made = userFromCells(unique.map(([to]) => ({ column: to, to, isText: false })))(unique.map(([, text]) => text));
        const expected = unique.reduce<StatsigUser>((user, [to, text]) => withColumn(user, to, text), {});
        expect(JSON.stringify(sorted(made))).toBe(JSON.stringify(sorted(expected)));
      }),
    );
  });

  it("keeps texts as texts where asked", () => {
    const mapping = [{ column: "zip", to: "custom.zip", isText: true }];
    expect(userFromCells(mapping)(["00420"])).toEqual({ custom: { zip: "00420" } });
  });

  it("takes whole users, and fields that the first rows lack", () => {
    const make = userFromObject(guessUserMapping(["userID", "custom"]));
    expect(make({ userID: "u-1", custom: { plan: "pro" }, country: "DE", seats: 3 })).toEqual({
      ...{ userID: "u-1", country: "DE" },
      custom: { plan: "pro", seats: 3 },
    });
  });

  it("leaves private attributes out of the columns", () => {
    const user = { userID: "u-1", privateAttributes: { age: 3 }, custom: { plan: "pro" } };
    expect(pathsOfUser(user)).toEqual(["userID", "custom.plan"]);
    expect(cellReader("custom.plan")(user)).toBe("pro");
  });
});

function sorted(user: StatsigUser): unknown {
  return Object.entries(user)
    .map(([name, value]) => [name, typeof value === "object" && value !== null ? Object.entries(value).toSorted() : value])
    .toSorted();
}
