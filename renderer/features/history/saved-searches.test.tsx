import { beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { blankSnapshot, useSession } from "#renderer/session/session.ts";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { savedSearchLabels } from "./history-labels.ts";
import { changeHistoryView, useHistoryView } from "./history-view.ts";
import { SavedSearches } from "./saved-searches.tsx";

const two = [
  { name: "Checkouts", text: "gate:checkout*" },
  { name: "Failed", text: "status:>=400" },
];

function Screen() {
  const text = useHistoryView((view) => view.text);
  return (
    <section>
      <input aria-label="search" />
      <div>
        <SavedSearches filter={HistoryFilterSchema.parse({ text })} text={text} />
      </div>
    </section>
  );
}

beforeEach(() => {
  useSession.setState({ ...blankSnapshot, savedSearches: two });
  changeHistoryView({ text: "gate:checkout*", searched: "" });
});

const saved = () => useSession.getState().savedSearches;
const focused = () => document.activeElement?.textContent || document.activeElement?.getAttribute("aria-label");

test("the search that is shown can be renamed with the keyboard, and has the focus then", async () => {
  const page = await renderOnPage(<Screen />);
  await page.getByRole("button", { name: savedSearchLabels.rename }).click();
  await expect.poll(() => document.activeElement?.matches("input")).toBe(true);
  await userEvent.keyboard("Checkout of the shop{Enter}");
  await expect.poll(focused).toBe("Checkout of the shop");
  expect(saved()).toEqual([{ ...two[0], name: "Checkout of the shop" }, two[1]]);
});

test("a new search has the focus when it is saved, and the next one when it is removed", async () => {
  changeHistoryView({ text: "tag:ticket-42" });
  const page = await renderOnPage(<Screen />);
  await page.getByRole("button", { name: savedSearchLabels.save }).click();
  await expect.poll(() => document.activeElement?.matches("input")).toBe(true);
  await userEvent.keyboard("Mine{Enter}");
  await expect.poll(focused).toBe("Mine");
  for (const [name, next] of [
    ["Failed", "Mine"],
    ["Mine", "Checkouts"],
    ["Checkouts", "search"],
  ] as const) {
    if (name === "Checkouts") changeHistoryView({ text: "" });
    await page.getByRole("button", { name: savedSearchLabels.remove(name) }).click();
    await expect.poll(focused).toBe(next);
  }
  expect(saved()).toEqual([]);
});
