import { expect, it } from "vitest";
import { readLines } from "./read-lines.ts";

it("refuses a line that does not end, before it fills the memory", async () => {
  async function* endless() {
    yield '{"userID":"ada"}\n';
    const zeros = "\0".repeat(10_000_000);
    for (;;) yield zeros;
  }
  const lines = readLines(endless());
  expect(await lines.next()).toMatchObject({ value: { number: 1 } });
  await expect(lines.next()).rejects.toThrow("Line 2 has more than 100,000,000 characters, so it is no line with a user.");
});
