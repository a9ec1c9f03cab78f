import type { Page } from "@playwright/test";

/** Whether a text is among the strings of the page's memory, after a garbage collection. Seen is what JavaScript can still reach. */
export async function wordsInMemory(page: Page, text: string): Promise<boolean> {
  const devTools = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  devTools.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await devTools.send("HeapProfiler.collectGarbage");
  await devTools.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await devTools.detach();
  return chunks.join("").includes(text);
}
