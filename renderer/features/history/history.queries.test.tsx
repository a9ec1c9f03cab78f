import { expect, test } from "vitest";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { maxCounted, useMatching } from "./history.queries.ts";

type Pages = Parameters<typeof useMatching>[1];

function Count({ matching, total }: { matching: number; total: number }) {
  const newest = {
    ...{ matching, total, hidden: 0, actions: [], searchMs: 1 },
    ...{ nextBeforeSeq: null, searchedBackToMs: null, nextToCount: null },
  };
  const pages: Pages = { data: { pages: [newest], pageParams: [null] }, isPlaceholderData: false };
  const found = useMatching(HistoryFilterSchema.parse({ text: "gate:*" }), pages);
  return <p>{`${found.matching}${found.isWhole ? "" : "+"}`}</p>;
}

test("the number of what a search finds says when it is not counted further", async () => {
  const page = await renderOnPage(
    <>
      <Count matching={3_755} total={20_005} />
      <Count matching={maxCounted} total={20_005} />
      <Count matching={20_005} total={20_005} />
    </>,
  );
  for (const text of ["3755", "10000+", "20005"]) await expect.element(page.getByText(text, { exact: true })).toBeVisible();
});
