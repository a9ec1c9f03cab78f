import { expect, test } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { currentOffers, runCommand, useCommand } from "./commands.ts";

const ran: string[] = [];

function Screen({ name }: { name: string }) {
  useCommand("run", () => ran.push(name));
  return null;
}

test("an offer of a screen that is being left does not count, and that of the next one does", async () => {
  const page = await renderOnPage(<Screen key="inspect" name="inspect" />);
  const before = currentOffers();
  expect([runCommand("run", before), ran]).toEqual([false, []]);
  await renderOnPage(<Screen name="support" />);
  await expect.poll(() => runCommand("run", before)).toBe(true);
  expect(ran).toEqual(["support"]);
  await page.unmount();
});
