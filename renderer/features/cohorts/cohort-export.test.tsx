import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cancelExport, exportCohort, exportFormats, useExport } from "./cohort-export.ts";

const [csv] = exportFormats;
const cohort = { cohortId: "c", name: "Our customers", users: 400_000 };

/** Parts that arrive when the test says so. A cancelled call ends as those of the core do. */
function heldParts() {
  const parts: PromiseWithResolvers<{ text: string; users: number } | null>[] = [];
  const next = () => {
    const held = Promise.withResolvers<{ text: string; users: number } | null>();
    parts.push(held);
    return held.promise;
  };
  const exportText = async (_: unknown, { signal }: { signal: AbortSignal }) =>
    (async function* () {
      const aborted = new Promise<never>((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      for (;;) {
        const part = await Promise.race([next(), aborted]);
        if (part === null) return;
        yield part;
      }
    })();
  const give = async (part: { text: string; users: number } | null) => {
    await vi.waitFor(() => expect(parts).not.toEqual([]));
    parts.shift()?.resolve(part);
    // The next one is asked for when this one was taken.
    if (part !== null) await vi.waitFor(() => expect(parts).not.toEqual([]));
  };
  const save = vi.fn();
  return { give, save, parts: { calls: { exportText } as never, save } }; // of the calls only the one that exports
}

let nowMs = 0;
beforeEach(() => {
  nowMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
});
// Files share one page: a clock that stands still would stop the parts of the next one.
afterEach(() => void vi.restoreAllMocks());

test("a large export says how far it is, and is saved as one file when all users are in it", async () => {
  const { give, save, parts } = heldParts();
  const exporting = exportCohort(cohort, csv, parts);
  await give({ text: "userID\r\n", users: 0 });
  expect(useExport.getState().running).toBeNull();
  nowMs = 1_000;
  await give({ text: "u-1\r\n", users: 120_000 });
  await vi.waitFor(() => expect(useExport.getState().running).toEqual({ fileName: "Our-customers.csv", done: 120_000, total: 400_000 }));
  expect(save).not.toHaveBeenCalled();
  await give(null);
  await exporting;
  const [[fileName, blobs, type] = []] = save.mock.calls;
  expect([fileName, await new Blob(blobs).text(), type]).toEqual(["Our-customers.csv", "userID\r\nu-1\r\n", "text/csv"]);
  expect(useExport.getState().running).toBeNull();
});

test("a cancelled export saves nothing, and the next one can start", async () => {
  const first = heldParts();
  const exporting = exportCohort(cohort, csv, first.parts);
  await first.give({ text: "userID\r\n", users: 0 });
  cancelExport();
  await exporting;
  expect(first.save).not.toHaveBeenCalled();
  const second = heldParts();
  const again = exportCohort(cohort, csv, second.parts);
  await second.give(null);
  await again;
  expect(second.save).toHaveBeenCalledOnce();
});

test("an export that fails saves nothing and says why", async () => {
  const save = vi.fn();
  const calls = { exportText: () => Promise.reject(new Error("This cohort no longer exists.")) } as never; // of the calls only the one that exports
  await expect(exportCohort(cohort, csv, { calls, save })).rejects.toThrow("This cohort no longer exists.");
  expect([save.mock.calls, useExport.getState().running]).toEqual([[], null]);
});
