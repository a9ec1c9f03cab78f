import { expect, test, vi } from "vitest";
import { type ConsoleVersion, consoleVersionsProblem } from "#shared/domain/rules-draft/console-version.ts";
import { formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { consoleLabels } from "../explain/console-labels.ts";
import { VersionList } from "./console-versions.tsx";

const newest: ConsoleVersion = { number: "6", atMs: 1, by: "Nora", changes: ["“US”: 25 % → 50 %"], rules: { is: "edits", edits: [] } };
const older: ConsoleVersion = {
  ...{ number: "5", atMs: 1, by: "Bo", changes: [] },
  rules: { is: "edits", edits: [{ edit: "enabled", kind: "gate", name: "beta", from: true, to: false }] },
};
const refused: ConsoleVersion = { number: "4", atMs: null, by: null, changes: null, rules: { is: "refused", reason: "It had variants." } };
const read = { hasKey: true, versions: [newest, older, refused], total: 9, readAtMs: 1, problem: null, retryAtMs: null };
const state = { data: read, problem: null, isReading: false, again: () => undefined };

test("lists versions with what changed, compares one, and says why another is not evaluated", async () => {
  const compared: ConsoleVersion[] = [];
  const page = await renderOnPage(<VersionList state={state} onCompare={(version) => compared.push(version)} />);
  const items = page.getByRole("listitem");
  await expect.element(items.nth(0)).toMatchTextContent(/“US”: 25 % → 50 %/);
  await expect.element(items.nth(2)).toMatchTextContent(/It had variants\./);
  await expect.element(page.getByText(consoleLabels.more(3, 9), { exact: false })).toBeVisible();
  const compare = page.getByRole("button", { name: consoleLabels.compare, exact: false });
  expect(compare.elements()).toHaveLength(1);
  await compare.click();
  expect(compared).toEqual([older]);
});

test("says why versions could not be read and from when on they can be, and reads them again", async () => {
  const problem = consoleVersionsProblem("Statsig limits the rate of requests (429)");
  const retryAtMs = Date.now() + 60_000;
  const again = vi.fn();
  const failed = { ...state, data: { ...read, versions: [], readAtMs: null, problem, retryAtMs }, problem, again };
  const page = await renderOnPage(<VersionList state={failed} onCompare={() => undefined} />);
  await expect.element(page.getByText(problem)).toBeVisible();
  await expect.element(page.getByText(consoleLabels.againFrom(formatTimeOrDate(retryAtMs, Date.now())), { exact: false })).toBeVisible();
  await page.getByRole("button", { name: consoleLabels.readAgain }).click();
  expect(again).toHaveBeenCalledOnce();
});
