import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { hostsOn, type ProjectHosts } from "#shared/domain/project/project.ts";

export interface ScriptedRequest {
  /** `check_gate`, `get_config`, …: the last part of the path; `v1` or `v2` before it for definitions. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: tests read bodies of every shape, and a wrong read fails the test
  readonly body: any;
}

export type ScriptedReply =
  /** Sent as JSON unless it is text already. */
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  /** Accepts the request and never answers. */
  | "stall"
  /** Starts an answer and closes the connection. */
  | "break_off";

export interface ScriptedStatsig {
  readonly hosts: ProjectHosts;
  /** The requests received, oldest first. */
  readonly requests: readonly ScriptedRequest[];
  close(): Promise<void>;
}

/** Starts a server that answers as the test decides, for behaviour that the sandbox never shows. */
export async function createScriptedStatsig(
  answer: (request: ScriptedRequest, position: number) => ScriptedReply | Promise<ScriptedReply>,
): Promise<ScriptedStatsig> {
  const requests: ScriptedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const body = await text(incoming);
    const path = (incoming.url ?? "").replace(/^\/(?:v1\/)?/, "");
    const request = { path, headers: incoming.headers, body: body === "" ? null : JSON.parse(body) };
    requests.push(request);
    const reply = await answer(request, requests.length - 1);
    if (reply === "stall") return;
    if (reply === "break_off") {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"value":', () => response.destroy());
      return;
    }
    const sent = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body ?? {});
    response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers }).end(sent);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    hosts: hostsOn(url),
    requests,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
