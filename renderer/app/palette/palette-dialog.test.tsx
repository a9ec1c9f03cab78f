import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { inspectLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { testsLabels } from "#renderer/features/tests/tests-labels.ts";
import { commandLabels } from "#renderer/session/commands.ts";
import { setExplainingAsTyped, setUser, useSession } from "#renderer/session/session.ts";
import { undoLast } from "#renderer/ui/undo.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { screenLabels } from "../app-labels.ts";
import { OpenPalette } from "./palette.tsx";
import { paletteLabels } from "./palette-labels.ts";

test.for([
  ["explain as I type", inspectLabels.explainAsIType],
  ["import recording", commandLabels.importHistory],
  ["export history", commandLabels.exportHistory],
  ["retention", commandLabels.changeRetention],
  ["background", commandLabels.backgroundRequests],
  ["save search", commandLabels.saveSearch],
  ["add a column", commandLabels.addColumn],
  ["copy markdown", commandLabels.copyComparison],
  ["reset sandbox", commandLabels.resetSandbox],
  ["run tests", testsLabels.runCommand],
  ["add event", paletteLabels.compose],
  ["export table", screenLabels.compare],
] as const)("%s is found from a screen that does not show it", async ([query, label]) => {
  setExplainingAsTyped(false);
  const page = await renderOnPage(<OpenPalette onClose={() => {}} />);
  await userEvent.fill(page.getByRole("combobox"), query);
  await expect.element(page.getByRole("option", { name: label, exact: false }).first()).toBeVisible();
});

test.for([
  ["no_such_banner", `Check gate no_such_banner`],
  ["no_such_banner_v2", `Check gate no_such_banner_v2`],
  ["u-1036", `${paletteLabels.person} u-1036`],
  ["Customer u-1036 says the banner is missing", `${paletteLabels.person} u-1036`],
  ["Histroy", screenLabels.history],
] as const)("Enter on %s takes what it most likely is: %s", async ([query, first]) => {
  const page = await renderOnPage(<OpenPalette onClose={() => {}} />);
  await userEvent.fill(page.getByRole("combobox"), query);
  await expect.element(page.getByRole("option", { selected: true })).toHaveAccessibleName(first);
});

test("a user who was replaced by that of a typed ID comes back with Undo", async () => {
  const before = { userID: "ada", custom: { plan: "pro" } };
  setUser(before);
  const page = await renderOnPage(<OpenPalette onClose={() => {}} />);
  await userEvent.fill(page.getByRole("combobox"), "u-1036");
  await page.getByRole("option", { name: `${paletteLabels.person} u-1036` }).click();
  expect(useSession.getState().user).toEqual({ userID: "u-1036" });
  await undoLast();
  expect(useSession.getState().user).toEqual(before);
});
