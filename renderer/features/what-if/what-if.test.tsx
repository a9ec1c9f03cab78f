import { expect, test } from "vitest";
import { noNamesLabels } from "#renderer/answer/known-names/no-names-labels.ts";
import { renderInUnreadProject } from "#tests/fakes/unread-project.tsx";
import { WhatIf } from "./what-if.tsx";
import { whatIfLabels } from "./what-if-labels.ts";

test("a project whose names were never read says so, and offers to read its rules", async () => {
  const page = await renderInUnreadProject(<WhatIf focus={null} onFocus={() => {}} />);
  await expect.element(page.getByText(noNamesLabels.unread)).toBeVisible();
  await expect.element(page.getByRole("button", { name: noNamesLabels.read })).toBeEnabled();
  await expect.element(page.getByText(whatIfLabels.readingRules, { exact: false })).not.toBeInTheDocument();
});
