import { useState } from "react";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { DataTable } from "./data-table.tsx";

/** Selects rows by keyboard in a table that shows only some of them. */
function Selectable({ rows }: { rows: readonly string[] }) {
  const [selected, select] = useState<string | null>(null);
  return (
    <div style={{ display: "flex", height: 200, width: 300 }}>
      <DataTable
        label="Events"
        columns={[{ key: "name", head: "Name", width: "minmax(0, 1fr)", cell: (name: string) => <code>{name}</code> }]}
        rows={rows}
        rowKey={(name) => name}
        selectedKey={selected}
        onSelect={select}
      />
    </div>
  );
}

test("a row that is selected by keyboard is shown in full, below the head and above the end, also if it grows", async () => {
  const page = await renderOnPage(
    <Selectable rows={Array.from({ length: 40 }, (_, at) => `${at} ${"add_to_cart ".repeat(at % 3 === 0 ? 12 : 1)}`)} />,
  );
  const grid = page.getByRole("grid").element() as HTMLElement;
  grid.focus();
  const { top, bottom } = grid.parentElement?.getBoundingClientRect() ?? new DOMRect();
  const headPx = page.getByRole("rowgroup").first().element().getBoundingClientRect().height;
  for (const key of [
    "{End}",
    "{Home}",
    ...Array<string>(12).fill("{ArrowDown}"),
    "{PageDown}",
    "{PageDown}",
    ...Array<string>(12).fill("{ArrowUp}"),
  ]) {
    await userEvent.keyboard(key);
    const row = page.getByRole("row", { selected: true });
    await expect.poll(() => Math.round(row.element().getBoundingClientRect().bottom - bottom)).toBeLessThanOrEqual(0);
    await expect.poll(() => Math.round(row.element().getBoundingClientRect().top - top - headPx)).toBeGreaterThanOrEqual(0);
  }
});

test("the head draws its part of the outline of a table without a selection, and a cell cuts no outline of a button", async () => {
  const page = await renderOnPage(
    <div style={{ display: "flex", height: 200, width: 300 }}>
      <DataTable
        label="Users"
        columns={[{ key: "name", head: "Name", width: "minmax(0, 1fr)", cell: (name: string) => <button type="button">{name}</button> }]}
        rows={["Ada"]}
        rowKey={(name) => name}
        onSelect={() => {}}
      />
    </div>,
  );
  await userEvent.tab();
  await expect.element(page.getByRole("grid")).toHaveFocus();
  expect(getComputedStyle(page.getByRole("rowgroup").first().element()).boxShadow).toMatch(/0px 2px 0px 0px inset/);
  await userEvent.tab();
  const button = page.getByRole("button", { name: "Ada" });
  await expect.element(button).toHaveFocus();
  expect(getComputedStyle(button.element()).outlineOffset).toBe("-2px");
});

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
