import { expect, test } from "vitest";
import { type ConsoleVersion, consoleVersionsProblem } from "#shared/domain/rules-draft/console-version.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { consoleLabels } from "../explain/console-labels.ts";
import { VersionList } from "./console-versions.tsx";

const newest: ConsoleVersion = { number: "6", atMs: 1, by: "Nora", changes: ["“US”: 25 % → 50 %"], rules: { is: "edits", edits: [] } };
const older: ConsoleVersion = {
  ...{ number: "5", atMs: 1, by: "Bo", changes: [] },
  rules: { is: "edits", edits: [{ edit: "enabled", kind: "gate", name: "beta", from: true, to: false }] },
};
const refused: ConsoleVersion = { number: "4", atMs: null, by: null, changes: null, rules: { is: "refused", reason: "It had variants." } };
const read = { hasKey: true, versions: [newest, older, refused], total: 9, readAtMs: 1, problem: null };

test("lists versions with what changed, compares one, and says why another is not evaluated", async () => {
  const compared: ConsoleVersion[] = [];
  const page = await renderOnPage(<VersionList read={read} problem={null} onCompare={(version) => compared.push(version)} />);
  const items = page.getByRole("listitem");
  await expect.element(items.nth(0)).toMatchTextContent(/“US”: 25 % → 50 %/);
  await expect.element(items.nth(2)).toMatchTextContent(/It had variants\./);
  await expect.element(page.getByText(consoleLabels.more(3, 9), { exact: false })).toBeVisible();
  expect(page.getByRole("button").elements()).toHaveLength(1);
  await page.getByRole("button").click();
  expect(compared).toEqual([older]);
});

test("says why versions could not be read", async () => {
  const problem = consoleVersionsProblem("Statsig limits the rate of requests (429)");
  const page = await renderOnPage(<VersionList read={null} problem={problem} onCompare={() => undefined} />);
  await expect.element(page.getByText(problem)).toBeVisible();
});
