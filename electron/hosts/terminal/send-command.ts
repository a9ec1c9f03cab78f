import { access, constants, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Destination, Events } from "#services/events/events.ts";
import { defaultRowsPerRequest, maxRowsPerRequest, type Run } from "#shared/domain/events/event-import.ts";
import { readArguments, UnusableArguments } from "./arguments.ts";
import { openSavedProject } from "./open-saved-project.ts";
import { asArguments, chooseTier, createIdleTimeout, readIdleTimeout, whyWaiting } from "./sending.ts";
import type { Terminal } from "./terminal.ts";

const sendUsage = `gatescope send: sends a file of events, and prints one JSON line when every row is accounted for

  --events FILE        CSV, JSON or NDJSON; - reads the standard input
  --project NAME       a project saved in Gatescope, with its hosts, tier and keys. Keys under a passphrase are opened with GATESCOPE_PASSPHRASE
  --data DIR           the data folder of that project (GATESCOPE_DATA, or the usual place)
  --tier NAME          the environment tier, for users that name none
  --yes-protected      sends to a protected tier, which is refused otherwise
  --per-request N      how many events go as one request, 1 to ${maxRowsPerRequest} (${defaultRowsPerRequest})
  --wait SECONDS       how long nothing may move before it ends without having sent everything (30)
  --again              begins anew with a file of which all or a part was sent before

A file goes on behind the last row that was taken of it before, also one that was cut off, and no row is sent twice: what may have arrived is
counted, and left alone. Only a file whose earlier rows are others now begins anew, and the standard input, which cannot be known again.
What waits when it ends is in the outbox, and goes out when Gatescope next runs.

Exit code: 0 every row was delivered, 1 some were not, 2 the input cannot be used.
`;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

/** Sends a file through the outbox of a data folder. Gives the exit code. */
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
    help: flag,
  });
  if (values.help) {
    terminal.print(sendUsage);
    return 0;
  }
  if (values.events === undefined)
    throw new UnusableArguments("Nothing to send: give --events FILE, or --events - for the standard input.");
  if (values.project === undefined) throw new UnusableArguments("Nobody to send to: give --project NAME.");
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
    const asked: Asked = { ...destination, rowsPerRequest, isConfirmed: values["yes-protected"] ?? false, isAnew: values.again ?? false };
    const { run, isResumed } = await begin(events, values.events, asked, terminal);
    const end = await untilSettled(events, run, idleTimeoutMs, terminal.outcome);
    const problem = end.problem ?? (await whyWaiting(events, project.id)) ?? (run.state === "finished" ? nothingLeft : null);
    terminal.print(`${JSON.stringify({ ...summaryOf(end), problem, resumed: isResumed, ...(await rowsInTrouble(events, end)) })}\n`);
    return end.state === "finished" && end.counts.delivered === end.rowsTaken ? 0 : 1;
  } catch (failure) {
    throw asArguments(failure);
  } finally {
    await close();
  }
}

interface Asked extends Destination {
  readonly rowsPerRequest: number;
  readonly isConfirmed: boolean;
  readonly isAnew: boolean;
}

async function begin(
  events: Events,
  file: string,
  { isAnew, ...asked }: Asked,
  terminal: Terminal,
): Promise<{ run: Run; isResumed: boolean }> {
  if (file === "-") return { run: await beginFromInput(events, asked, terminal), isResumed: false };
  const path = resolve(file);
  const before = await events.imports.earlierRun({ path, projectId: asked.projectId, tier: asked.tier });
  if (before !== null && !isAnew) return { run: await goOn(events, before, asked.isConfirmed), isResumed: true };
  if (before !== null && before.run.state !== "finished") await events.imports.discardRemaining(before.run.id);
  return { run: await events.imports.startFile({ ...asked, path, mapping: null }), isResumed: false };
}

/** What was taken of the file is on its way, or has been: with what came behind it, and after a stop, it goes on. */
async function goOn(
  { imports }: Events,
  { run, hasMore }: NonNullable<Awaited<ReturnType<Events["imports"]["earlierRun"]>>>,
  isConfirmed: boolean,
): Promise<Run> {
  if (run.state === "stopped" || run.state === "paused") return imports.resume({ runId: run.id, isConfirmed });
  return hasMore ? imports.readOn({ runId: run.id, isConfirmed }) : run;
}

const nothingLeft = "Every row of this file was dealt with before, so nothing was sent now. Give --again to send it anew.";

/** The standard input can be read once only, so it is taken first and sent from there. */
async function beginFromInput(events: Events, asked: Omit<Asked, "isAnew">, { stdin }: Terminal): Promise<Run> {
  const { importId } = await events.imports.begin("the standard input");
  for await (const piece of textOf(stdin)) await events.imports.chunk(importId, piece);
  const { mapping } = await events.imports.preview({ ...asked, importId, mapping: null });
  return events.imports.start({ ...asked, importId, mapping });
}

/** Throws `UnusableArguments` where it is no UTF-8: a letter that became another sign may be part of somebody's ID. */
async function* textOf(stdin: Terminal["stdin"]): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const piece of stdin) yield decoder.decode(piece, { stream: true });
    yield decoder.decode();
  } catch (failure) {
    if (!(failure instanceof TypeError)) throw failure;
    throw new UnusableArguments("The standard input is not in UTF-8, so letters with accents would be lost. Nothing was sent.");
  }
}

/** Waits as long as something moves. */
async function untilSettled(events: Events, run: Run, idleTimeoutMs: number, outcome: AbortSignal): Promise<Omit<Run, "perSecond">> {
  const idleTimeout = createIdleTimeout(idleTimeoutMs, outcome);
  const following = (async () => {
    for await (const news of events.imports.follow(idleTimeout.signal)) if (news.id === run.id) idleTimeout.moved();
  })();
  const end = await events.imports.settled(run.id, idleTimeout.signal);
  idleTimeout.done();
  void following;
  if (end.state !== "running") return end;
  // What is under way is given up, and what was begun ahead of its turn goes back to what waits.
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

const maxRowsTold = 20;
const maxRowsSampled = 20_000;

interface RowsWithReason {
  readonly rows: [first: number, last: number];
  readonly reason: string | null;
}

/**
 * The first rows that were not sent, because Statsig would refuse them, and the first that went and did not come to a good end: requests share one, so
 * those are told as ranges. How many others there are is told; the window shows them too.
 */
async function rowsInTrouble(events: Events, { id: runId, counts, refusedRows }: Omit<Run, "perSecond">) {
  const notSent: { row: number; reason: string | null }[] = [];
  const ranges: Record<"refused" | "may_have_arrived", RowsWithReason[]> = { refused: [], may_have_arrived: [] };
  let afterRow = 0;
  for (let looked = 0; looked < maxRowsSampled; looked += rowsAtOnce) {
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
  const told = {
    notSent: notSent.slice(0, maxRowsTold),
    refused: ranges.refused.slice(0, maxRowsTold),
    mayHaveArrived: ranges.may_have_arrived.slice(0, maxRowsTold),
  };
  return {
    not_sent_rows: told.notSent,
    refused_rows: told.refused,
    may_have_arrived_rows: told.mayHaveArrived,
    rows_not_listed: {
      not_sent: refusedRows - told.notSent.length,
      refused: counts.refused - rowsIn(told.refused),
      may_have_arrived: counts.may_have_arrived - rowsIn(told.mayHaveArrived),
    },
  };
}
const rowsAtOnce = 1000;

function rowsIn(ranges: readonly RowsWithReason[]): number {
  return ranges.reduce((sum, { rows: [first, last] }) => sum + last - first + 1, 0);
}

/** Told before anything is opened. Throws `UnusableArguments`. */
async function requireFile(file: string): Promise<void> {
  if (file === "-") return;
  const found = await access(file, constants.R_OK).then(
    () => stat(file),
    () => null,
  );
  if (found === null) throw new UnusableArguments(`There is no file ${file} that can be read.`);
  if (found.isDirectory()) throw new UnusableArguments(`${file} is a folder.`);
  if (!found.isFile())
    throw new UnusableArguments(
      `${file} can be read once only, and a file is read more than once. Give it to the standard input, with --events -.`,
    );
}

function readPerRequest(count: string | undefined): number {
  const rows = Number(count ?? defaultRowsPerRequest);
  if (!Number.isInteger(rows) || rows < 1 || rows > maxRowsPerRequest)
    throw new UnusableArguments(`--per-request takes a number from 1 to ${maxRowsPerRequest}.`);
  return rows;
}
