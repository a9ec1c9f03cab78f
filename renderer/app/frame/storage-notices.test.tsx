import { expect, test } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { NoticeList } from "./storage-notices.tsx";

const notices = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `n${at}`, text: `file-${at}.json was damaged.` }));

test("one file that could not be used is named in full", async () => {
  const page = await renderOnPage(<NoticeList notices={notices(1)} onDismiss={() => {}} />);
  await expect.element(page.getByRole("alert")).toHaveTextContent("file-0.json was damaged.");
  await expect.element(page.getByRole("button", { name: "Dismiss this notice" })).toBeVisible();
});

test("several files are counted in one line, and listed on demand, the newest first", async () => {
  const dismissed: (readonly string[])[] = [];
  const page = await renderOnPage(<NoticeList notices={notices(5)} onDismiss={(ids) => dismissed.push(ids)} />);
  await expect.element(page.getByRole("alert")).toHaveTextContent("5 files could not be used.");
  await page.getByRole("button", { name: "Show all 5" }).click();
  const texts = page
    .getByRole("listitem")
    .elements()
    .map((item) => item.textContent);
  expect(texts).toEqual([4, 3, 2, 1, 0].map((at) => `file-${at}.json was damaged.`));
  await page.getByRole("button", { name: "Dismiss this notice" }).first().click();
  await page.getByRole("button", { name: "Dismiss all notices" }).click();
  expect(dismissed).toEqual([["n4"], ["n0", "n1", "n2", "n3", "n4"]]);
});
