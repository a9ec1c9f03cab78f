import type { Page } from "@playwright/test";

/** Returns those of the texts that are in the page's JavaScript heap after a garbage collection. One snapshot takes seconds. */
export async function textsInMemory(page: Page, texts: readonly string[]): Promise<string[]> {
  const devTools = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  devTools.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await devTools.send("HeapProfiler.collectGarbage");
  await devTools.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await devTools.detach();
  const heap = chunks.join("");
  return texts.filter((text) => heap.includes(text));
}
