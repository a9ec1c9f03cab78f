import { z } from "zod";
import { exchangeStatus } from "#shared/domain/exchange/exchange.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { keyOrigins } from "#shared/domain/project/project.ts";
import { mapInFlight } from "../in-flight.ts";
import type { ChosenKey } from "../keys/choose-key.ts";
import type { Clock } from "../ports.ts";
import { cdnOf, type DefinitionsFetcher, readRefusal } from "./fetch-definitions.ts";
import type { ArchivedDefinitions, DefinitionsArchive, FetchedIdList, IdListState } from "./snapshot-store.ts";

const ListedSchema = z.object({
  name: z.string().min(1),
  size: z.number(),
  url: z.url({ protocol: /^https?$/ }),
  creationTime: z.number(),
  fileID: z.string().min(1),
});
type Listed = z.infer<typeof ListedSchema>;

const maxLists = 500;
const maxInFlight = 4;

export interface IdListsReading {
  /** What the project's newest definitions are with the lists; null when there are none, or the lists could not be read. */
  readonly current: ArchivedDefinitions | null;
  /** One sentence; null when every list could be read. */
  readonly problem: string | null;
}

/**
 * Updates a project's ID lists: fetches the index, and for each list what was added to its file since the last read (statsig-http.md
 * §11.2).
 */
export function createIdListsFetcher({
  archive,
  sender,
  clock,
}: {
  readonly archive: Pick<DefinitionsArchive, "idLists" | "takeIdLists">;
  readonly sender: Pick<DefinitionsFetcher, "send">;
  readonly clock: Clock;
}) {
  async function readFile(
    project: Project,
    key: ChosenKey,
    listed: Listed,
    before: IdListState | undefined,
    signal?: AbortSignal,
  ): Promise<Read> {
    const { name, fileID: fileId, creationTime: creationTimeMs, size } = listed;
    const isOlder = before !== undefined && before.fileId !== fileId && creationTimeMs < before.creationTimeMs;
    const fromByte = before?.fileId === fileId ? before.readBytes : 0;
    const nothingCame = { name, fileId, creationTimeMs, fromByte, text: null, endsFile: false };
    if (isOlder || size <= fromByte) return { list: nothingCame, problem: null };

    const call = fileCall(project, listed.url, fromByte);
    if (call === null) return { list: nothingCame, problem: `the address of “${name}” is not one that may be asked` };
    const { exchange, body } = await sender.send(project, key, call.call, signal);
    const status = exchangeStatus(exchange);
    if (status === 416) return { list: nothingCame, problem: null };
    if (body === null || (status !== 200 && status !== 206)) {
      const because = readRefusal(project, key, exchange, body)?.because ?? `status ${status}`;
      return { list: nothingCame, problem: `“${name}”: ${because}` };
    }
    // A server that knows no ranges sends the whole file.
    const begins = status === 206 || call.isAskedByQuery ? fromByte : 0;
    return { list: { ...nothingCame, fromByte: begins, text: body, endsFile: begins + Buffer.byteLength(body) >= size }, problem: null };
  }

  return {
    async refresh(project: Project, key: ChosenKey, signal?: AbortSignal): Promise<IdListsReading> {
      const url = `${cdnOf(project)}/v1/get_id_lists/{key}`;
      const allowedOrigins = keyOrigins(project.hosts, key.kind);
      const { exchange, body } = await sender.send(
        project,
        key,
        { endpoint: "get_id_lists", url, allowedOrigins, key: key.secret, keyPlacement: "path" },
        signal,
      );
      const refusal = readRefusal(project, key, exchange, body);
      if (refusal !== null) return { current: null, problem: `ID lists could not be read: ${refusal.because}.` };
      const listed = readListed(body ?? "");
      if (listed === null) return { current: null, problem: "ID lists could not be read: the answer is not a map of lists." };

      const states = new Map((await archive.idLists(project.id)).map((state) => [state.name, state]));
      const reads = await mapInFlight(listed, maxInFlight, (list) => readFile(project, key, list, states.get(list.name), signal));
      const current = await archive.takeIdLists({ projectId: project.id, lists: reads.map(({ list }) => list), nowMs: clock.nowMs() });
      const problems = reads.flatMap(({ problem }) => problem ?? []);
      const [first] = problems;
      const others = problems.length > 1 ? `, and ${problems.length - 1} more` : "";
      return { current, problem: first === undefined ? null : `An ID list could not be read: ${first}${others}.` };
    },
  };
}

interface Read {
  readonly list: FetchedIdList;
  readonly problem: string | null;
}

/** What cannot be used of the map is passed over. */
function readListed(body: string): Listed[] | null {
  const lists = z.record(z.string(), z.unknown()).safeParse(parsed(body));
  if (!lists.success) return null;
  return Object.values(lists.data)
    .map((list) => ListedSchema.safeParse(list))
    .flatMap((list) => (list.success ? [list.data] : []))
    .slice(0, maxLists);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/**
 * Lists lie on hosts of their own, which get no key. In the clear they are asked for only where the project's definitions are.
 * Statsig's CDN takes the range in the query, others in the header.
 */
function fileCall(project: Project, address: string, fromByte: number) {
  const url = new URL(address);
  if (url.protocol !== "https:" && url.hostname !== new URL(project.hosts.cdn).hostname) return null;
  const isAskedByQuery = url.hostname === "api.statsigcdn.com";
  if (isAskedByQuery) url.searchParams.set("range", `${fromByte}-`);
  return {
    isAskedByQuery,
    call: {
      endpoint: "get_id_lists" as const,
      url: url.href,
      allowedOrigins: [url.origin],
      key: null,
      keyPlacement: "header" as const,
      headers: isAskedByQuery ? [] : [["range", `bytes=${fromByte}-`] as [string, string]],
    },
  };
}
