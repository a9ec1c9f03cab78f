import { beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { historyLabels } from "./history-labels.ts";
import { HistorySearch } from "./history-search.tsx";
import { searchHistory, useHistoryView } from "./history-view.ts";

beforeEach(() => searchHistory(""));

function Search() {
  const text = useHistoryView((view) => view.text);
  return <HistorySearch text={text}>{null}</HistorySearch>;
}

async function draw() {
  const page = await renderOnPage(<Search />);
  const field = page.getByRole("combobox", { name: historyLabels.search });
  await field.click();
  const problem = () => page.getByRole("status").element().textContent;
  return { field, problem };
}

test.each(["ranked:", "tag:", "-user:", 'project:"Lumen', "status:>", "since:2026-", "state:fal", "stat:404"])(
  "%s is no mistake while it is typed, and one once it is left",
  async (typed) => {
    const { field, problem } = await draw();
    await field.fill(typed);
    expect(problem()).toBe("");
    expect(field.element()).toHaveAttribute("aria-invalid", "false");
    await userEvent.keyboard("{Tab}");
    await expect.poll(problem).toContain(typed);
    expect(field.element()).toHaveAttribute("aria-invalid", "true");
  },
);

test("Enter, a space and a moved caret end the typing of a part", async () => {
  const { field, problem } = await draw();
  for (const end of ["{Enter}", " ", "{Home}"]) {
    await field.fill("banner ranked:");
    expect(problem()).toBe("");
    await userEvent.keyboard(end);
    await expect.poll(problem).toContain("ranked: needs a value");
    await field.fill("");
  }
});

test("a mistake elsewhere in the search stays visible while another part is typed", async () => {
  const { field, problem } = await draw();
  await field.fill("state:fal ranked:");
  expect(problem()).toContain("state:fal");
});
