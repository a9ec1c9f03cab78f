import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import type { UsersPreview } from "#shared/domain/cohort/cohort.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { cohortsLabels } from "../cohorts-labels.ts";
import { useSetup } from "../cohorts-state.ts";
import { UsersFromFile } from "./users-from-file.tsx";

const preview: UsersPreview = {
  ...{ format: "csv", separator: ",", rows: 3, bytes: 60, unreadableRows: 1, repeatedIds: 0 },
  shortenedIds: { count: 1, rows: [2], first: { idType: "userID", value: "9.00719925474099E+15" } },
  unreadable: [{ row: 3, reason: "It has 4 values for 2 columns." }],
  mapping: [
    { column: "userID", to: "userID", isText: true },
    { column: "tier", to: "custom.tier", isText: false },
    { column: "spend", to: "custom.spend", isText: false },
  ],
  columns: [
    { column: "userID", first: ["u-1", "u-2"], empty: 0, commas: 0 },
    { column: "tier", first: ["gold"], empty: 1, commas: 0 },
    { column: "spend", first: ["12,50"], empty: 0, commas: 2 },
  ],
  users: [{ userID: "u-1", custom: { tier: "gold" } }, { userID: "u-2" }],
};

test("a file of users is shown as it will be checked: its columns, what is empty, and the row that is left out", async () => {
  useSetup.setState({ file: { is: "read", fileId: "f", fileName: "customers.csv", preview } });
  const page = await renderOnPage(<UsersFromFile />);
  await expect.element(page.getByRole("heading", { name: "customers.csv" })).toBeVisible();
  await expect.element(page.getByText(cohortsLabels.unreadableRows(1))).toBeVisible();
  await expect.element(page.getByText(cohortsLabels.leftOut(3, "It has 4 values for 2 columns."), { exact: false })).toBeVisible();
  await expect.element(page.getByText("1 row (2) has an ID that a spreadsheet shortened", { exact: false })).toBeVisible();
  await expect.element(page.getByText(cohortsLabels.emptyNotSet(1))).toBeVisible();
  await expect.element(page.getByText("2 numbers with a comma: read as text")).toBeVisible();
  await expect.element(page.getByText(cohortsLabels.userOf(1, 2), { exact: false })).toBeVisible();
  await page.getByRole("button", { name: cohortsLabels.nextUser }).click();
  await expect.element(page.getByText(cohortsLabels.userOf(2, 2), { exact: false })).toBeVisible();
});

test("a file that cannot be read says why", async () => {
  useSetup.setState({ file: { is: "failed", fileName: "empty.csv", file: new Blob([]), failure: new Error("It is empty.") } });
  const page = await renderOnPage(<UsersFromFile />);
  await expect.element(page.getByText("empty.csv", { exact: false }).first()).toBeVisible();
});

test("pasted rows are used with Mod+Enter", async () => {
  useSetup.setState({ file: { is: "none" } });
  const page = await renderOnPage(<UsersFromFile />);
  await page.getByRole("button", { name: cohortsLabels.pasteRows }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: cohortsLabels.rows }).fill("userID,country\nu-1,DE");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(dialog).not.toBeInTheDocument();
  expect(useSetup.getState().file).toMatchObject({ fileName: "pasted rows" });
});
