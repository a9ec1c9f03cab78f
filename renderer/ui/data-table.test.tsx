import { expect, test } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { DataTable } from "./data-table.tsx";

test.each([
  [false, 40],
  [true, 32],
])("the selected row grows with a long text, unless the text is shown beside the table: %s", async (isSelectedCut, leastPx) => {
  const page = await renderOnPage(
    <div style={{ display: "flex", height: 200, width: 300 }}>
      <DataTable
        label="Events"
        columns={[{ key: "name", head: "Name", width: "minmax(0, 1fr)", cell: (name: string) => <code>{name}</code> }]}
        rows={["add_to_cart ".repeat(20), "view"]}
        rowKey={(name) => name}
        selectedKey={"add_to_cart ".repeat(20)}
        onSelect={() => {}}
        isSelectedCut={isSelectedCut}
      />
    </div>,
  );
  const row = page.getByRole("row", { selected: true });
  await expect.element(row).toBeVisible();
  const { height } = row.element().getBoundingClientRect();
  if (isSelectedCut) expect(Math.round(height)).toBe(leastPx);
  else expect(height).toBeGreaterThan(leastPx);
});
