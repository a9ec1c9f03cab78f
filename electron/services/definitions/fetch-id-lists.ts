import { z } from "zod";
import { exchangeStatus } from "#shared/domain/exchange/exchange.ts";
import { DoubleSchema } from "#shared/domain/json/json-schemas.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { keyOrigins } from "#shared/domain/project/project.ts";
import { mapInFlight } from "../in-flight.ts";
import type { ChosenKey } from "../keys/choose-key.ts";
import type { Clock } from "../ports.ts";
import { cdnOf, type DefinitionsFetcher, readRefusal, type SendOptions } from "./fetch-definitions.ts";
import type { FetchedIdList, IdListState, SnapshotStore, StoredDefinitions } from "./snapshot-store.ts";

const ListedSchema = z.object({
  name: z.string().min(1),
  size: DoubleSchema,
  url: z.url({ protocol: /^https?$/ }),
  creationTime: DoubleSchema,
  fileID: z.string().min(1),
});
type Listed = z.infer<typeof ListedSchema>;

const maxLists = 500;
const maxInFlight = 4;

export interface IdListsReading {
  /** The project's newest definitions with the lists; null if there are none, or if the lists could not be read. */
  readonly current: StoredDefinitions | null;
  /** One sentence; null if every list could be read. */
  readonly problem: string | null;
}

/**
 * Updates a project's ID lists: fetches the index, and for each list what was added to its file since the last read (statsig-http.md
 * §11.2).
 */
export function createIdListsFetcher({
  snapshots,
  sender,
  clock,
}: {
  readonly snapshots: Pick<SnapshotStore, "idLists" | "storeIdLists">;
  readonly sender: Pick<DefinitionsFetcher, "send">;
  readonly clock: Clock;
}) {
  async function readFile(
    project: Project,
    key: ChosenKey,
    listed: Listed,
    before: IdListState | undefined,
    options: SendOptions,
  ): Promise<Read> {
    const { name, fileID: fileId, creationTime: creationTimeMs, size } = listed;
    const isOlder = before !== undefined && before.fileId !== fileId && creationTimeMs < before.creationTimeMs;
    const fromByte = before?.fileId === fileId ? before.readBytes : 0;
    const unchanged = { name, fileId, creationTimeMs, fromByte, text: null, endsFile: false };
    if (isOlder || size <= fromByte) return { list: unchanged, problem: null };

    const call = fileCall(project, listed.url, fromByte);
    if (call === null) return { list: unchanged, problem: `the address of “${name}” is neither https nor on the host of the CDN` };
    const { exchange, body } = await sender.send(project, key, call.call, options);
    const status = exchangeStatus(exchange);
    if (status === 416) return { list: unchanged, problem: null };
    if (body === null || (status !== 200 && status !== 206)) {
      const because = readRefusal(project, key, exchange, body)?.because ?? `status ${status}`;
      return { list: unchanged, problem: `“${name}”: ${because}` };
    }
    // A server that does not support ranges sends the whole file.
    const startsAt = status === 206 || call.hasRangeInQuery ? fromByte : 0;
    return { list: { ...unchanged, fromByte: startsAt, text: body, endsFile: startsAt + Buffer.byteLength(body) >= size }, problem: null };
  }

  return {
    async refresh(project: Project, key: ChosenKey, options: SendOptions): Promise<IdListsReading> {
      const url = `${cdnOf(project)}/v1/get_id_lists/{key}`;
      const allowedOrigins = keyOrigins(project.hosts, key.kind);
      const { exchange, body } = await sender.send(
        project,
        key,
        { endpoint: "get_id_lists", url, allowedOrigins, key: key.secret, keyPlacement: "path" },
        options,
      );
      const refusal = readRefusal(project, key, exchange, body);
      if (refusal !== null) return { current: null, problem: `ID lists could not be read: ${refusal.because}.` };
      const listed = readListed(body ?? "");
      if (listed === null) return { current: null, problem: "ID lists could not be read: the response is not a map of lists." };

      const states = new Map((await snapshots.idLists(project.id)).map((state) => [state.name, state]));
      const reads = await mapInFlight(listed, maxInFlight, (list) => readFile(project, key, list, states.get(list.name), options));
      const current = await snapshots.storeIdLists({ projectId: project.id, lists: reads.map(({ list }) => list), nowMs: clock.nowMs() });
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

/** Returns the usable entries of the map; null if the response is not a map. */
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
    return readJson(body);
  } catch {
    return null;
  }
}

/**
 * Builds the request for a part of a list's file (statsig-http.md §11.2). Files may be on any host, so no key is sent. Plain http is allowed on the host of
 * the project's CDN base only; null for any other. Statsig's CDN takes the range in the query, other servers in the header.
 */
function fileCall(project: Project, address: string, fromByte: number) {
  const url = new URL(address);
  if (url.protocol !== "https:" && url.hostname !== new URL(project.hosts.cdn).hostname) return null;
  const hasRangeInQuery = url.hostname === "api.statsigcdn.com";
  if (hasRangeInQuery) url.searchParams.set("range", `${fromByte}-`);
  return {
    hasRangeInQuery,
    call: {
      endpoint: "get_id_lists" as const,
      url: url.href,
      allowedOrigins: [url.origin],
      key: null,
      keyPlacement: "header" as const,
      headers: hasRangeInQuery ? [] : [["range", `bytes=${fromByte}-`] as [string, string]],
    },
  };
}
