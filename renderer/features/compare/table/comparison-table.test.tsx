import { useState } from "react";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { noFilter, tableRows } from "./comparison-rows.ts";
import { ComparisonTable } from "./comparison-table.tsx";

const answer = (state: "pass" | "fail") => ({
  ...{ state, value: state === "pass", groupName: null, allocatedExperiment: null, ruleId: null, unknownReasons: [] },
});
const rows: ComparisonRow[] = [
  {
    ...{ kind: "gate", name: "free_shipping", answers: [answer("pass"), answer("fail")] },
    differences: [
      {
        ...{ result: "differs", isComplete: true, tried: [] },
        causes: [{ parts: [{ part: { kind: "field", path: ["country"] }, reference: "DE", compared: "US" }] }],
      },
    ],
  },
  { kind: "gate", name: "dark_mode", answers: [answer("pass")], differences: [] },
];

function Table({ onOpen }: { onOpen: (name: string) => void }) {
  const [folds, setFolds] = useState<ReadonlySet<ExplainedKind>>(new Set());
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <ComparisonTable
      label="Answers of Lena and Nora"
      names={["Lena", "Nora"]}
      rows={tableRows(rows, noFilter, folds)}
      editTimes={[]}
      liveDifferences={[]}
      selectedKey={selected}
      onSelect={setSelected}
      onOpen={({ name }) => onOpen(name)}
      onFold={(kind) => setFolds((open) => new Set(open.has(kind) ? [] : [kind]))}
    />
  );
}

test("a row says who gets what and why, and opens with the keyboard; the equal ones unfold", async () => {
  const opened: string[] = [];
  const page = await renderOnPage(<Table onOpen={(name) => opened.push(name)} />);
  const row = page.getByRole("row", { name: /free_shipping/ });
  await expect.element(row).toHaveTextContent("free_shippingPassFailcountry US, not DE");
  await expect.element(page.getByRole("row", { name: /1 the same/ })).toHaveTextContent("1 the same, foldedPassdark_mode");

  page.getByRole("grid").element().focus();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(opened).toEqual(["free_shipping"]);
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(page.getByRole("row", { name: /^dark_mode/ })).toHaveTextContent("dark_modePassthe same");
});
