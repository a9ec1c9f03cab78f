import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { inspectLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { testsLabels } from "#renderer/features/tests/tests-labels.ts";
import { commandLabels } from "#renderer/session/commands.ts";
import { setExplainingAsTyped } from "#renderer/session/session.ts";
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
