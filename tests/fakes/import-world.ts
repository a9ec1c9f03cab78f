import { afterEach } from "vitest";
import type { Run } from "#shared/domain/events/event-import.ts";
import { hostsOn } from "#shared/domain/project/project.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { createEventsWorld, type EventsWorld } from "./events-world.ts";
import { type LocalHttpServer, startHttpServer } from "./local-servers.ts";

const toClose: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of toClose.splice(0).reverse()) await each.close();
});

type Answer = Parameters<typeof startHttpServer>[0];

/** Accepts every request as Statsig accepts events. */
export const takes: Answer = (response) => void response.writeHead(202).end('{"success":true}');

/** Opens the event services with a local server for Statsig. Both are closed after the test. */
export async function open(answer: Answer = takes): Promise<{ world: EventsWorld; server: LocalHttpServer }> {
  const server = await startHttpServer(answer);
  const world = await createEventsWorld({ hosts: hostsOn(server.origin) });
  toClose.push(server, world);
  return { world, server };
}

/** Takes a file as from the page, in pieces of a few characters. Returns the ID of the import. */
export async function take({ events }: EventsWorld, fileName: string, text: string, pieceLength = 7): Promise<string> {
  const { importId } = await events.imports.begin(fileName);
  for (let from = 0; from < text.length; from += pieceLength) await events.imports.chunk(importId, text.slice(from, from + pieceLength));
  return importId;
}

/** Takes a file and previews it with the mapping that is guessed. */
export async function previewOf(world: EventsWorld, fileName: string, text: string, changes: { user?: StatsigUser } = {}) {
  const importId = await take(world, fileName, text);
  return { importId, preview: await world.events.imports.preview({ ...world.destination(changes), importId, mapping: null }) };
}

/** Takes a file and starts sending it with the mapping that is guessed. */
export async function start(world: EventsWorld, fileName: string, text: string, rowsPerRequest = 2): Promise<Run> {
  const { importId, preview } = await previewOf(world, fileName, text);
  return world.events.imports.start({ ...world.destination(), isConfirmed: false, importId, mapping: preview.mapping, rowsPerRequest });
}

/** Returns NDJSON with `count` events `e1`, `e2` and so on. */
export const lines = (count: number, from = 1) =>
  Array.from({ length: count }, (_, n) => `{"eventName":"e${n + from}","userID":"u"}\n`).join("");
