import { access, constants, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Destination, Events } from "#services/events/events.ts";
import { defaultRowsPerRequest, type FileNote, maxRowsPerRequest, type Run } from "#shared/domain/events/event-import.ts";
import { readArguments, UnusableArguments } from "../arguments.ts";
import { chooseTier } from "../input/choose-tier.ts";
import { openSavedProject } from "../input/open-saved-project.ts";
import { readSourcePieces, sourceName } from "../input/read-source.ts";
import type { Terminal } from "../terminal.ts";
import { asUnusableArguments, createIdleTimeout, findWaitReason, readIdleTimeout } from "./sending.ts";

const sendUsage = `Usage: gatescope send --project NAME --events FILE

Sends a file of events, and prints one JSON line with the outcome of its rows.

  --project NAME      a project saved in Gatescope, with its hosts, tier and keys
  --data DIR          the data folder (default: GATESCOPE_DATA, or Gatescope's own folder)
                      If a passphrase protects the keys, put it into the environment variable GATESCOPE_PASSPHRASE
  --events FILE       a CSV, JSON or NDJSON file, in UTF-8 or UTF-16, also as gzip; - reads the standard input
  --tier NAME         the environment tier, for users that have none
  --per-request N     how many events a request contains, 1 to ${maxRowsPerRequest} (default: ${defaultRowsPerRequest})
  --yes-protected     confirms sending to a protected tier, which is refused otherwise
  --wait SECONDS      how long to wait without progress before the command ends (default: 30)
  --assume-utc        reads times without a zone as UTC; without it, their rows are not sent
  --strict            does not send rows with warnings, such as a time in the future or a user without an ID
  --again             starts over with a file that was sent before, completely or in part

If a file was sent before, the command continues after the last row it read, and sends no row twice: rows that may have arrived are counted but
not sent again. It starts over if earlier rows of the file have changed, and always with the standard input.
Warnings about the file, such as that it has no times, are written to the standard error before anything is sent. The summary repeats them, and lists
those about rows by kind, with their number and the first rows; they are those of the page.
Events that still wait when the command ends are in the outbox, and are sent when Gatescope next runs.

Exit code: 0 if every row was delivered, 1 if not, 2 if the input cannot be used.
`;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

/** Sends a file through the outbox of a data folder. Returns the exit code. */
export async function sendCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = readArguments("send", args, {
    events: text,
    project: text,
    data: text,
    tier: text,
    "per-request": text,
    wait: text,
    "yes-protected": flag,
    again: flag,
    "assume-utc": flag,
    strict: flag,
    help: flag,
  });
  if (values.help) {
    terminal.print(sendUsage);
    return 0;
  }
  if (values.events === undefined)
    throw new UnusableArguments("Nothing to send: give --events FILE, or --events - for the standard input.");
  if (values.project === undefined) throw new UnusableArguments("No project: give --project NAME.");
  await requireFile(values.events);
  const rowsPerRequest = readPerRequest(values["per-request"]);
  const idleTimeoutMs = readIdleTimeout(values.wait);

  const { services, project, close } = await openSavedProject(values.project, { dataFolder: values.data }, terminal);
  try {
    const { events } = services;
    const destination: Destination = {
      projectId: project.id,
      keyId: null,
      tier: chooseTier(project, values.tier),
      user: {},
      userLabel: "",
    };
    const request: SendRequest = {
      ...destination,
      rowsPerRequest,
      isConfirmed: values["yes-protected"] ?? false,
      startsOver: values.again ?? false,
      isStrict: values.strict ?? false,
      assumesUtc: values["assume-utc"] ?? false,
    };
    const { run, isResumed, notes } = await begin(events, values.events, request, terminal);
    const end = await waitUntilSettled(events, run, { idleTimeoutMs, signal: terminal.signal });
    const problem = end.problem ?? (await findWaitReason(events, project.id)) ?? (run.state === "finished" ? nothingNew : null);
    const rows = { ...(await rowsNotDelivered(events, end)), notes: notes.map(({ message }) => message), ...warningsOf(events, run) };
    terminal.print(`${JSON.stringify({ ...summaryOf(end), problem, resumed: isResumed, ...rows })}\n`);
    if (end.state === "finished" && end.rowsTaken === 0) {
      terminal.note(`${sourceName(values.events)} has no rows, so nothing was sent.`);
      return 2;
    }
    return end.state === "finished" && end.counts.delivered === end.rowsTaken ? 0 : 1;
  } catch (failure) {
    throw asUnusableArguments(failure);
  } finally {
    await close();
  }
}

interface SendRequest extends Destination {
  readonly rowsPerRequest: number;
  readonly isConfirmed: boolean;
  readonly startsOver: boolean;
  readonly isStrict: boolean;
  readonly assumesUtc: boolean;
}

async function begin(
  events: Events,
  file: string,
  { startsOver, assumesUtc, ...request }: SendRequest,
  terminal: Terminal,
): Promise<{ run: Run; isResumed: boolean; notes: readonly FileNote[] }> {
  if (file === "-") return { ...(await beginFromInput(events, { ...request, assumesUtc }, terminal)), isResumed: false };
  const path = resolve(file);
  const before = await events.imports.earlierRun({ path, projectId: request.projectId, tier: request.tier });
  const { mapping, notes } = await events.imports.planFile(path);
  printWarnings(notes, terminal);
  if (before !== null && !startsOver) return { run: await continueRun(events, before, request.isConfirmed), isResumed: true, notes };
  const run = await events.imports.startFile({ ...request, path, mapping: { ...mapping, assumesUtc } });
  // Only now: what is refused discards nothing.
  if (before !== null && before.run.state !== "finished") await events.imports.discardRemaining(before.run.id);
  return { run, isResumed: false, notes };
}

/** Continues an earlier run: after a stop or a pause, or with rows that were added to the file. */
async function continueRun(
  { imports }: Events,
  { run, hasMore }: NonNullable<Awaited<ReturnType<Events["imports"]["earlierRun"]>>>,
  isConfirmed: boolean,
): Promise<Run> {
  if (run.state === "stopped" || run.state === "paused") return imports.resume({ runId: run.id, isConfirmed });
  return hasMore ? imports.readOn({ runId: run.id, isConfirmed }) : run;
}

/** Writes the warnings about the whole file to the standard error; the summary repeats them. */
function printWarnings(notes: readonly FileNote[], { log }: Terminal): void {
  for (const { severity, message } of notes) if (severity === "warning") log.warn(message);
}

const nothingNew = "Every row of this file was processed before, so nothing was sent now. Give --again to send the file again.";

/** Stores the standard input first, because it can be read only once, and sends from there. */
async function beginFromInput(events: Events, { assumesUtc, ...request }: Omit<SendRequest, "startsOver">, terminal: Terminal) {
  const { importId } = await events.imports.begin("the standard input");
  for await (const piece of readSourcePieces("-", terminal)) await events.imports.chunk(importId, piece);
  const { mapping, notes } = await events.imports.preview({ ...request, importId, mapping: null });
  printWarnings(notes, terminal);
  return { run: await events.imports.start({ ...request, importId, mapping: { ...mapping, assumesUtc } }), notes };
}

/** Waits until the run has ended, or has made no progress for the idle timeout. */
async function waitUntilSettled(
  events: Events,
  run: Run,
  { idleTimeoutMs, signal }: { readonly idleTimeoutMs: number; readonly signal: AbortSignal },
): Promise<Omit<Run, "perSecond">> {
  const idleTimeout = createIdleTimeout(idleTimeoutMs, signal);
  const following = (async () => {
    for await (const news of events.imports.follow(idleTimeout.signal)) if (news.id === run.id) idleTimeout.reset();
  })();
  const end = await events.imports.settled(run.id, idleTimeout.signal);
  idleTimeout.clear();
  void following;
  if (end.state !== "running") return end;
  // Aborts the requests that are being sent, and returns prepared batches to the waiting ones.
  await events.outbox.endSending();
  return events.imports.settled(run.id, AbortSignal.abort());
}

function summaryOf({ projectName, tier, fileName, state, rowsTaken, refusedRows, counts }: Omit<Run, "perSecond">) {
  return {
    project: projectName,
    tier,
    file: fileName,
    state,
    rows: rowsTaken,
    delivered: counts.delivered,
    may_have_arrived: counts.may_have_arrived,
    refused: counts.refused,
    waiting: counts.waiting,
    not_sent: refusedRows,
  };
}

const maxListedRows = 20;
const maxReadRows = 20_000;

interface RowsWithReason {
  readonly rows: [first: number, last: number];
  readonly reason: string | null;
}

/**
 * Lists the first rows that were not sent, because Statsig would refuse them, and the first that were sent and not delivered. Those are ranges, because the
 * rows of a request share its outcome. Also counts the rows that are not listed; the window shows them.
 */
async function rowsNotDelivered(events: Events, { id: runId, counts, refusedRows }: Omit<Run, "perSecond">) {
  const notSent: { row: number; reason: string | null }[] = [];
  const ranges: Record<"refused" | "may_have_arrived", RowsWithReason[]> = { refused: [], may_have_arrived: [] };
  let afterRow = 0;
  for (let read = 0; read < maxReadRows; read += rowsAtOnce) {
    const { rows, hasMore } = await events.imports.rows({ runId, afterRow, limit: rowsAtOnce, onlyTrouble: true });
    for (const { row, outcome, reason } of rows) {
      if (outcome === "not_sent") notSent.push({ row, reason });
      if (outcome !== "refused" && outcome !== "may_have_arrived") continue;
      const latest = ranges[outcome].at(-1);
      if (latest?.rows[1] === row - 1 && latest.reason === reason) latest.rows[1] = row;
      else ranges[outcome].push({ rows: [row, row], reason });
    }
    afterRow = rows.at(-1)?.row ?? afterRow;
    if (!hasMore) break;
  }
  const listed = {
    notSent: notSent.slice(0, maxListedRows),
    refused: ranges.refused.slice(0, maxListedRows),
    mayHaveArrived: ranges.may_have_arrived.slice(0, maxListedRows),
  };
  return {
    not_sent_rows: listed.notSent,
    refused_rows: listed.refused,
    may_have_arrived_rows: listed.mayHaveArrived,
    rows_not_listed: {
      not_sent: refusedRows - listed.notSent.length,
      refused: counts.refused - rowsIn(listed.refused),
      may_have_arrived: counts.may_have_arrived - rowsIn(listed.mayHaveArrived),
    },
  };
}
const rowsAtOnce = 1000;

/** Lists the warnings about the rows that were read now, by kind. */
function warningsOf(events: Events, { id }: Pick<Run, "id">) {
  const { kinds, notListed } = events.imports.warnings(id);
  return { warnings: kinds, warnings_not_listed: notListed };
}

function rowsIn(ranges: readonly RowsWithReason[]): number {
  return ranges.reduce((sum, { rows: [first, last] }) => sum + last - first + 1, 0);
}

/** Throws `UnusableArguments` if the file cannot be read, before the data folder is opened. */
async function requireFile(file: string): Promise<void> {
  if (file === "-") return;
  const found = await access(file, constants.R_OK).then(
    () => stat(file),
    () => null,
  );
  if (found === null) throw new UnusableArguments(`There is no readable file ${file}.`);
  if (found.isDirectory()) throw new UnusableArguments(`The file ${file} is a folder; give a file in it.`);
  if (!found.isFile())
    throw new UnusableArguments(
      `${file} is not a regular file, and can be read only once. Pipe it to the standard input, with --events -.`,
    );
}

function readPerRequest(count: string | undefined): number {
  const rows = Number(count ?? defaultRowsPerRequest);
  if (!Number.isInteger(rows) || rows < 1 || rows > maxRowsPerRequest)
    throw new UnusableArguments(`--per-request takes a number from 1 to ${maxRowsPerRequest}.`);
  return rows;
}
