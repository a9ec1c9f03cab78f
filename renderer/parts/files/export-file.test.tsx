import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TextPart } from "#shared/domain/text/text-part.ts";
import { cancelExport, exportFile, exportLabels, useExport } from "./export-file.ts";

/** Parts that arrive when the test says so. A cancelled call ends as those of the core do. */
function heldParts() {
  const parts: PromiseWithResolvers<TextPart | null>[] = [];
  const next = () => {
    const held = Promise.withResolvers<TextPart | null>();
    parts.push(held);
    return held.promise;
  };
  const read = async (signal: AbortSignal) =>
    (async function* () {
      const aborted = new Promise<never>((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      for (;;) {
        const part = await Promise.race([next(), aborted]);
        if (part === null) return;
        yield part;
      }
    })();
  const give = async (part: TextPart | null) => {
    await vi.waitFor(() => expect(parts).not.toEqual([]));
    parts.shift()?.resolve(part);
    // The next one is asked for when this one was taken.
    if (part !== null) await vi.waitFor(() => expect(parts).not.toEqual([]));
  };
  const file = { fileName: "customers.csv", type: "text/csv", noun: "user", total: 400_000, read };
  return { give, file, save: vi.fn() };
}

let nowMs = 0;
beforeEach(() => {
  nowMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
});
// Files share one page: a clock that stands still would stop the parts of the next one.
afterEach(() => void vi.restoreAllMocks());

test("a large export says how far it is, and is saved as one file when everything is in it", async () => {
  const { give, file, save } = heldParts();
  const exporting = exportFile(file, save);
  await give({ text: "userID\r\n", done: 0 });
  expect(useExport.getState()).toEqual({ isExporting: true, running: null });
  nowMs = 1_000;
  await give({ text: "u-1\r\n", done: 120_000 });
  const running = { fileName: "customers.csv", noun: "user", done: 120_000, total: 400_000 };
  await vi.waitFor(() => expect(useExport.getState()).toEqual({ isExporting: true, running }));
  expect(exportLabels.running(running)).toBe("Exporting customers.csv: 120,000 of 400,000 users");
  expect(exportLabels.running({ ...running, total: null })).toBe("Exporting customers.csv: 120,000 users so far");
  expect(save).not.toHaveBeenCalled();
  await give(null);
  await exporting;
  const [[fileName, blobs, type] = []] = save.mock.calls;
  expect([fileName, await new Blob(blobs).text(), type]).toEqual(["customers.csv", "userID\r\nu-1\r\n", "text/csv"]);
  expect(useExport.getState()).toEqual({ isExporting: false, running: null });
});

test("while one export runs, no other starts", async () => {
  const first = heldParts();
  const exporting = exportFile(first.file, first.save);
  const second = heldParts();
  await exportFile(second.file, second.save);
  expect(second.save).not.toHaveBeenCalled();
  await first.give(null);
  await exporting;
  expect(first.save).toHaveBeenCalledOnce();
});

test("a cancelled export saves nothing, and the next one can start", async () => {
  const first = heldParts();
  const exporting = exportFile(first.file, first.save);
  await first.give({ text: "userID\r\n", done: 0 });
  cancelExport();
  await exporting;
  expect(first.save).not.toHaveBeenCalled();
  const second = heldParts();
  const again = exportFile(second.file, second.save);
  await second.give(null);
  await again;
  expect(second.save).toHaveBeenCalledOnce();
});

test("an export that fails saves nothing and says why", async () => {
  const { file, save } = heldParts();
  const read = () => Promise.reject(new Error("This cohort no longer exists."));
  await expect(exportFile({ ...file, read }, save)).rejects.toThrow("This cohort no longer exists.");
  expect([save.mock.calls, useExport.getState()]).toEqual([[], { isExporting: false, running: null }]);
});
