import type { ServerResponse } from "node:http";
import { type LocalHttpServer, startHttpServer } from "#tests/fakes/local-servers.ts";

/** The names on which the failing server fails, one fault each; `healthy` is answered as by Statsig. */
export type Fault = keyof typeof faults;

/** Starts a local server in place of Statsig. A check of the gate, config or layer `answers_500` is answered with 500, and so on for every fault. */
export function startFailingServer(): Promise<LocalHttpServer> {
  return startHttpServer((response, { path, body }) => {
    // This server has no definitions; Gatescope works without them.
    if (!path.startsWith("/v1/") || path.includes("download_config_specs")) return answerJson(response, 404, noSuchPath(path));
    const { gateName, configName, layerName } = JSON.parse(body || "{}") as Record<string, string | undefined>;
    const name = gateName ?? configName ?? layerName ?? "";
    if (!isFault(name)) return answerJson(response, 404, noSuchPath(path));
    faults[name](response);
  });
}

const faults = {
  healthy: (response: ServerResponse) => answerJson(response, 200, gate("healthy")),
  answers_401: (response: ServerResponse) => answerJson(response, 401, { status: 401, message: "Invalid API key" }),
  answers_403: (response: ServerResponse) => answerJson(response, 403, { status: 403, message: "This key may not check gates" }),
  no_such_layer: (response: ServerResponse) => answerJson(response, 404, { status: 404, message: "Layer not found" }),
  no_such_path: (response: ServerResponse) => answerJson(response, 404, noSuchPath("/v1/check_gate")),
  answers_429: (response: ServerResponse) => answerJson(response, 429, { status: 429, message: "Too many requests" }),
  retry_after_30_s: (response: ServerResponse) =>
    answerJson(response, 429, { status: 429, message: "Too many requests" }, { "retry-after": "30" }),
  answers_500: (response: ServerResponse) => answerJson(response, 500, { status: 500, message: "Something broke" }),
  answers_503: (response: ServerResponse) => answerText(response, 503, "upstream connect error", "text/plain"),
  answers_a_web_page: (response: ServerResponse) => answerText(response, 200, "<!doctype html><title>Log in</title>", "text/html"),
  truncated_json: (response: ServerResponse) => answerText(response, 200, '{"name":"truncated_json","value":tr', "application/json"),
  answers_100_megabytes: (response: ServerResponse) => sendJsonOfSize(response, 100 * 1024 * 1024),
  never_answers: () => {},
  connection_reset: (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"name":"connection_reset","val', () => response.socket?.resetAndDestroy());
  },
  old_format: (response: ServerResponse) => answerJson(response, 200, [gate("old_format")]),
};

function isFault(name: string): name is Fault {
  return Object.hasOwn(faults, name);
}

function gate(name: string): object {
  return { name, value: true, rule_id: "r1", group_name: "Everyone" };
}

/** Returns the body for an unknown path in the form of NestJS, the framework of Statsig's backend (statsig-http.md §14). */
function noSuchPath(path: string): object {
  return { statusCode: 404, message: `Cannot POST ${path}`, error: "Not Found" };
}

function answerJson(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

function answerText(response: ServerResponse, status: number, text: string, type: string): void {
  response.writeHead(status, { "content-type": type }).end(text);
}

/** Sends valid JSON without a content-length header, so that the client learns the size only while reading. */
function sendJsonOfSize(response: ServerResponse, sizeBytes: number): void {
  const chunk = Buffer.alloc(1024 * 1024, "a");
  let remainingBytes = sizeBytes;
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"name":"');
  const writeNext = () => {
    while (remainingBytes > 0 && !response.destroyed) {
      remainingBytes -= chunk.length;
      if (!response.write(chunk)) return void response.once("drain", writeNext);
    }
    response.end('"}');
  };
  writeNext();
}
