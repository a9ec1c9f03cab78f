import { describe, expect, it } from "vitest";
import type { ReadField, ReadFields } from "#shared/domain/explanation/read-fields.ts";
import { suggestedNames, suggestedValues, uncomparedValue, unreadName } from "./read-fields.ts";
import { userLabels } from "./user-labels.ts";

const field = (name: string, changes: Partial<ReadField> = {}): ReadField => ({
  field: name,
  role: "attribute",
  path: ["custom", name],
  rules: 1,
  values: [],
  isComplete: true,
  ...changes,
});
const value = (text: string, rules = 1, isCaseSensitive = false) => ({ value: text, rules, isCaseSensitive });

const read: ReadFields = {
  isComplete: true,
  fields: [
    field("premium_plan", { rules: 5 }),
    field("plan", { rules: 3, values: [value("pro", 2), value("team"), value("VIP", 1, true)] }),
    field("country", { path: ["country"], values: [value("Germany")] }),
    field("app_version", { path: ["appVersion"], isComplete: false, values: [value("1.0")] }),
    field("companyID", { role: "unit", path: ["customIDs", "companyID"] }),
  ],
};

describe("suggestions", () => {
  it("are the names of the group that contain the typed text, those that begin with it first", () => {
    const names = (typed: string, group: "custom" | "privateAttributes" | "customIDs", existing: string[] = []) =>
      suggestedNames(read, { group, typed, existing }).map(({ text }) => text);
    expect(names("", "custom")).toEqual(["premium_plan", "plan"]);
    expect(names("PLA", "privateAttributes")).toEqual(["plan", "premium_plan"]);
    expect(names("plan", "custom", ["premium_plan"])).toEqual([]);
    expect(names("", "customIDs")).toEqual(["companyID"]);
  });

  it("are the values of the field, also under another case", () => {
    expect(suggestedValues(read, ["custom", "Plan"], "").map(({ text }) => text)).toEqual(["pro", "team", "VIP"]);
    expect(suggestedValues(read, ["appVersion"], "1")).toEqual([{ text: "1.0", value: "1.0", rules: 1 }]);
    expect(suggestedValues(read, ["custom", "other"], "")).toEqual([]);
  });
});

describe("what no rule reads", () => {
  it("is a name that no rule has in any case, but never a unit ID or a top-level field", () => {
    expect(unreadName(read, ["custom", "plann"])).toBe(userLabels.noRuleReads("plann"));
    for (const path of [
      ["custom", "PLAN"],
      ["custom", "country"],
      ["custom", "companyid"],
      ["customIDs", "orgID"],
      ["locale"],
      ["custom", ""],
    ])
      expect(unreadName(read, path)).toBeNull();
    expect(unreadName({ ...read, isComplete: false }, ["custom", "plann"])).toBeNull();
  });

  it("is a value that none compares with, ignoring case where the rules do", () => {
    const said = (path: string[], text: string) => uncomparedValue(read, path, text);
    expect(said(["country"], "Germny")).toBe(userLabels.noRuleCompares("country", "Germny"));
    expect(said(["country"], "GERMANY")).toBeNull();
    expect(said(["custom", "plan"], "Pro")).toBeNull();
    expect(said(["custom", "plan"], "vip")).toBe(userLabels.noRuleCompares("plan", "vip"));
    expect(said(["custom", "plan"], "")).toBeNull();
  });

  it("is not claimed of a field with other comparisons, of an unread field, or without rules", () => {
    expect(uncomparedValue(read, ["appVersion"], "9")).toBeNull();
    expect(uncomparedValue(read, ["custom", "other"], "9")).toBeNull();
    expect(uncomparedValue({ fields: [], isComplete: false }, ["country"], "9")).toBeNull();
  });
});
