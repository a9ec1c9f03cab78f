import { redactText } from "#shared/domain/exchange/redact.ts";
import type { HistoryFilter, HistoryRow } from "#shared/domain/history/history-entry.ts";
import { type ExportedEntry, type HistoryExportFormat, historyWriter } from "#shared/domain/history/history-export.ts";
import type { TextPart } from "#shared/domain/text/text-part.ts";
import { NoSuchThing, StorageFailed } from "../failures.ts";
import { joinParts } from "../text-parts.ts";
import type { RequestHistory } from "./history.ts";

export interface HistoryExport {
  readonly filter: HistoryFilter;
  /** Only these actions, with all their requests, whatever the search finds; null for all that it finds. */
  readonly actionIds: readonly string[] | null;
  readonly format: HistoryExportFormat;
  /** The greatest number of requests, the newest first; null for all. */
  readonly limit: number | null;
}

const rowsPerPage = 200;

/**
 * Yields the requests that a filter matches, newest first, as parts of one text. What still has the form of a key is masked. Throws `UnusableInput`, and when the
 * signal aborts.
 */
export function exportHistory(
  history: Pick<RequestHistory, "page" | "get">,
  input: HistoryExport,
  { version, signal }: { readonly version: string; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<TextPart, void> {
  return joinParts(exportedRequests(history, input, version), signal);
}

async function* exportedRequests(
  history: Pick<RequestHistory, "page" | "get">,
  { filter, actionIds, format, limit }: HistoryExport,
  version: string,
): AsyncGenerator<TextPart, void> {
  const writer = historyWriter(format, { version });
  let written = 0;
  const write = (entry: ExportedEntry) => {
    written += 1;
    return redactText(writer.entry(entry, written === 1));
  };
  yield { text: writer.head, done: 0 };
  const filters = actionIds?.map((actionId) => ({ ...filter, text: "", actionId })) ?? [filter];
  for (const one of filters)
    for (let beforeSeq: number | null = null, hasMore = true; hasMore; ) {
      const left = limit === null ? rowsPerPage : Math.min(limit - written, rowsPerPage);
      if (left <= 0) break;
      const page = await history.page({ filter: one, beforeSeq, limit: left });
      if (writer.needsExchange) for (const row of page.rows) yield { text: write(await wholeEntry(history, row)), done: written };
      else yield { text: page.rows.map((row) => write({ row })).join(""), done: written };
      beforeSeq = page.rows.at(-1)?.seq ?? null;
      hasMore = page.hasMore && beforeSeq !== null;
    }
  yield { text: writer.foot, done: written };
}

/** A damaged entry, or one that was removed meanwhile, is only its row. */
async function wholeEntry(history: Pick<RequestHistory, "get">, row: HistoryRow): Promise<ExportedEntry> {
  try {
    return await history.get(row.exchangeId);
  } catch (failure) {
    if (failure instanceof NoSuchThing || (failure instanceof StorageFailed && failure.code === "EDAMAGED")) return { row };
    throw failure;
  }
}
