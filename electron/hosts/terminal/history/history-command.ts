import { exportHistory } from "#services/history/export-history.ts";
import { createRequestHistory } from "#services/history/history.ts";
import { createStorageNotices } from "#services/storage/storage-notices.ts";
import { writeWholeFile } from "#services/whole-file.ts";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import { type HistoryExportFormat, historyExportFormats } from "#shared/domain/history/history-export.ts";
import { parseHistoryQuery } from "#shared/domain/history/history-query.ts";
import { queryFieldNames, queryFields } from "#shared/domain/history/query-fields.ts";
import type { TextPart } from "#shared/domain/text/text-part.ts";
import { chooseDataFolder, openDataFolder } from "../../shared/data-folder.ts";
import { lockFolder } from "../../shared/folder-lock.ts";
import { readArguments, UnusableArguments } from "../arguments.ts";
import type { Terminal } from "../terminal.ts";

const fieldLines = queryFieldNames.map((name) => `  ${queryFields[name].example.padEnd(26)} ${queryFields[name].finds}`).join("\n");

const historyUsage = `Usage: gatescope history [QUERY] --format FORMAT
       gatescope history import FILE

Prints the requests of the history that a search finds, newest first. Keys and private values are not in it. The data folder must not be in use.
history import adds calls that another tool recorded: a HAR file, cURL, or copy as fetch.

  --format FORMAT    ${historyExportFormats.join(", ")} (default: ndjson)
  --out FILE         writes a file instead; an existing file is not replaced
  --limit N          at most so many requests
  --background       also what Gatescope requested by itself, such as rules and names
  --data DIR         the data folder

A query has words and fields, as on the screen; * is any letters, - before a part means not, and a field twice means either:
${fieldLines}

Exit code: 0 if there are such requests, 1 if there are none, 2 if the query or another input cannot be used.
`;

interface HistoryOptions {
  readonly query: string;
  readonly format: HistoryExportFormat;
  readonly out: string | null;
  readonly limit: number | null;
  readonly hasBackground: boolean;
  readonly dataFolder: string | undefined;
}

/** Prints or writes the requests of the history. Returns the exit code. */
export async function historyCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...others] = args;
  if (first === "import") return (await import("./import-command.ts")).historyImportCommand(others, terminal);
  const options = readHistoryOptions(args);
  if (options === null) {
    terminal.print(historyUsage);
    return 0;
  }
  const { clock, log } = terminal;
  const folders = openDataFolder(chooseDataFolder(options.dataFolder));
  await using opened = new AsyncDisposableStack();
  const notices = createStorageNotices({ clock, log });
  opened.defer(lockFolder(folders.data, { host: "terminal", notices }).release);
  const history = await createRequestHistory({ folder: folders.data, clock, notices });
  opened.defer(history.close);
  const filter = HistoryFilterSchema.parse({ text: options.query, hasBackground: options.hasBackground });
  const { matching } = await history.page({ filter, beforeSeq: null, limit: 1 });
  if (matching === 0) {
    terminal.note("No request matches.");
    return 1;
  }
  const parts = exportHistory(
    history,
    { filter, actionIds: null, format: options.format, limit: options.limit },
    { version: terminal.version },
  );
  if (options.out !== null) {
    await writeWholeFile(options.out, untilEnded(parts, terminal.signal), { isNew: true });
    return 0;
  }
  for await (const part of untilEnded(parts, terminal.signal)) {
    terminal.print(part);
    await terminal.drained();
  }
  return 0;
}

/** Throws once the command is ended, so that no part of a file is left. */
async function* untilEnded(parts: AsyncIterable<TextPart>, signal: AbortSignal): AsyncGenerator<string, void> {
  for await (const part of parts) {
    signal.throwIfAborted();
    yield part.text;
  }
}

/** Reads the command line; null if it asks for help. Throws `UnusableArguments`, also for a query that cannot be understood. */
function readHistoryOptions(args: readonly string[]): HistoryOptions | null {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values, positionals } = readArguments(
    "history",
    args,
    { format: text, out: text, limit: text, data: text, background: flag, help: flag },
    { positionals: 1 },
  );
  if (values.help) return null;
  const [query = ""] = positionals;
  const [problem] = parseHistoryQuery(query).problems;
  if (problem !== undefined)
    throw new UnusableArguments(`Query, character ${problem.from + 1}, ${query.slice(problem.from, problem.to)}: ${problem.sentence}`);
  const format = historyExportFormats.find((one) => one === (values.format ?? "ndjson"));
  if (format === undefined) throw new UnusableArguments(`--format is one of ${historyExportFormats.join(", ")}, not ${values.format}.`);
  const limit = values.limit === undefined ? null : Number(values.limit);
  if (limit !== null && (!Number.isSafeInteger(limit) || limit < 1))
    throw new UnusableArguments(`--limit must be a whole number from 1 on, not ${values.limit}.`);
  return {
    ...{ query, format, limit },
    out: values.out ?? null,
    hasBackground: values.background ?? false,
    dataFolder: values.data,
  };
}
