import { expect, test, vi } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { FileProblem } from "./file-problem.tsx";
import { encodingChoiceLabels } from "./file-problem-labels.ts";
import { readFile } from "./read-file.ts";

const failureOf = (bytes: readonly number[]) => readFile(new Blob([Uint8Array.from(bytes)])).catch((failure: unknown) => failure);
const latin1 = [..."event,userID\na,"].map((letter) => letter.charCodeAt(0)).concat(0x4a, 0xfc, 0x0a);

test("a file that is not UTF-8 can be read in the encoding that it probably has, after a look at its first such line", async () => {
  const onRead = vi.fn();
  const page = await renderOnPage(<FileProblem fileName="a.csv" failure={await failureOf(latin1)} sentence="It failed." onRead={onRead} />);
  await expect
    .poll(() => page.getByRole("alert").element().textContent)
    .toMatch(/^a\.csv is not UTF-8: line 2 has the byte FC \(byte 17 of the file\)/);
  await expect.element(page.getByText("a,Jü")).toBeVisible();
  await page.getByRole("combobox", { name: encodingChoiceLabels.encoding }).selectOptions("windows-1251");
  await expect.element(page.getByText("a,Jь")).toBeVisible();
  await page.getByRole("button", { name: encodingChoiceLabels.read("windows-1251") }).click();
  expect(onRead.mock.calls).toEqual([["windows-1251"]]);
});

test("other problems have no choice of an encoding", async () => {
  const zip = await failureOf([0x50, 0x4b, 3, 4, 0, 0]);
  const page = await renderOnPage(<FileProblem fileName="a.csv" failure={zip} sentence="It failed." onRead={() => undefined} />);
  await expect
    .poll(() => page.getByRole("alert").element().textContent)
    .toMatch(/^a\.csv is a ZIP archive or an Excel workbook, not plain text\./);
  await expect.element(page.getByRole("combobox")).not.toBeInTheDocument();
});
