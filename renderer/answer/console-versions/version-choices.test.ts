import { expect, test } from "vitest";
import type { ConsoleVersion } from "#shared/domain/rules-draft/console-version.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import { consoleLabels } from "../explain/console-labels.ts";
import { findVersion, refusedVersions, versionChoices, versionedEntityOf, versionGroup } from "./version-choices.ts";

const off: RuleEdit = { edit: "enabled", kind: "gate", name: "beta", from: true, to: false };
const version = (number: string | null, rules: ConsoleVersion["rules"]): ConsoleVersion => ({
  ...{ number, atMs: null, by: null, changes: [], rules },
});
const refused = { is: "refused", reason: "It had variants." } as const;
const versions = [
  version("4", { is: "edits", edits: [] }),
  version("3", { is: "edits", edits: [off] }),
  version("2", refused),
  version("1", refused),
  version(null, { is: "refused", reason: "It was in other holdouts." }),
];

test("versions are choices under the name of their gate, and those that cannot be evaluated are disabled", () => {
  const choices = versionChoices("beta", versions, 0);
  const [group] = versionGroup({ kind: "gate", name: "beta" }, choices);
  expect(group?.group).toBe(consoleLabels.versionsGroup("beta"));
  expect(group?.items.map(({ label, disabled }) => [label, disabled])).toEqual([
    ["Console version 4", false],
    ["Console version 3", false],
    [consoleLabels.cannotBeChosen("Console version 2"), true],
    [consoleLabels.cannotBeChosen("Console version 1"), true],
    [consoleLabels.cannotBeChosen("Console version"), true],
  ]);
  expect(findVersion(choices, { name: "beta version 3 of the console", edits: [off] })).toBe(choices[1]);
  expect(findVersion(choices, { name: "beta version 2 of the console", edits: [off] })).toBeUndefined();
  expect(versionGroup(null, choices)).toEqual([]);
});

test("each reason is listed once, with the versions that it concerns", () => {
  expect(refusedVersions(versions)).toEqual([
    "Versions 2 and 1 cannot be chosen: It had variants.",
    "A version cannot be chosen: It was in other holdouts.",
  ]);
});

test("the name of a chosen version is that of its edits, if they are of one", () => {
  expect(versionedEntityOf([off, off])).toEqual({ kind: "gate", name: "beta" });
  expect(versionedEntityOf([off, { ...off, name: "other" }])).toBeNull();
  expect(versionedEntityOf([{ ...off, kind: "layer" }])).toBeNull();
});
