import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isLoopbackName } from "#shared/domain/project/address-problem.ts";
import { hostsOn, type ProjectHosts } from "#shared/domain/project/project.ts";
import type { ReceivedEvent, SandboxInfo } from "#shared/domain/project/sandbox-info.ts";
import { UnusableInput } from "../failures.ts";
import type { Clock, Log } from "../ports.ts";
import { demoProject } from "./demo/demo-project.ts";
import { createEndpoints, type Endpoint, type Reply, type ServedProject } from "./endpoints.ts";
import { createLocalEvaluator } from "./local-evaluator.ts";
import { createReceivedLog } from "./received-log.ts";
import { Refusal } from "./refusal.ts";
import { readJsonBody } from "./request-body.ts";
import { randomSandboxKey, requireSandboxKey, type SandboxKeys } from "./sandbox-keys.ts";
import { type SpecsV2, withoutRuleNames } from "./specs-v2.ts";
import { v1FromV2 } from "./v2-to-v1.ts";

/** A small Statsig on this machine: the demo of the first run, and a test double for official SDKs. */
export interface SandboxServer {
  /** `http://127.0.0.1:4321`, without a slash at the end. */
  readonly url: string;
  readonly hosts: ProjectHosts;
  readonly serverKey: string;
  readonly clientKey: string;
  readonly consoleKey: string;
  info(): SandboxInfo;
  /** Returns the received events and exposures, newest first, without private attributes. */
  received(limit: number): ReceivedEvent[];
  /** Deletes what was received and counted. Definitions and keys stay. */
  reset(): SandboxInfo;
  /** Serves other definitions from now on. Received events stay. */
  replaceSpecs(specs: SpecsV2): Promise<void>;
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** 0, the default, for a free port. */
  readonly port?: number;
  /** A loopback address; 127.0.0.1 by default. */
  readonly host?: string;
  readonly specs?: SpecsV2;
  /** True to omit rule names from the definitions, as Statsig does; then only the Console API returns them. */
  readonly hasNamelessRules?: boolean;
  readonly serverKey?: string;
  readonly clientKey?: string;
  readonly consoleKey?: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Starts the server and resolves when it listens. Throws `UnusableInput` for a host that is not this machine, or a port that is not available. */
export async function createSandboxServer(options: SandboxOptions): Promise<SandboxServer> {
  const { port = 0, host = "127.0.0.1", specs = demoProject, hasNamelessRules = false, clock, log } = options;
  if (!isLoopbackName(hostInUrl(host)))
    throw new UnusableInput("host", "The sandbox listens only on a loopback address, such as 127.0.0.1.");
  const keys: SandboxKeys = {
    server: options.serverKey ?? randomSandboxKey("secret"),
    client: options.clientKey ?? randomSandboxKey("client"),
    console: options.consoleKey ?? randomSandboxKey("console"),
  };
  const received = createReceivedLog({ clock });
  const requests = new Map<string, number>();
  const openSpecs = (served: SpecsV2) => openProject(served, { hasNamelessRules, log });
  let project = await openSpecs(specs);
  const endpoints = createEndpoints({ project: () => project, received, clientKey: keys.client });

  async function respond(request: IncomingMessage): Promise<Reply> {
    requireLoopbackHost(request);
    if (request.method === "OPTIONS") return { status: 204 };
    const url = URL.parse(request.url ?? "", "http://sandbox");
    if (!url) throw new Refusal(400, "The address of this request cannot be read.");
    const { endpoint, pathKey, pathName } = findEndpoint(endpoints, request.method ?? "", url.pathname);
    requests.set(endpoint.name, (requests.get(endpoint.name) ?? 0) + 1);
    requireSandboxKey(request, { endpoint, pathKey, query: url.searchParams }, keys);
    const body =
      endpoint.method === "POST"
        ? await readJsonBody(request, { query: url.searchParams, mayBeEmpty: endpoint.mayHaveNoBody === true })
        : {};
    return endpoint.answer({ body, query: url.searchParams, pathName });
  }

  const server = createServer((request, response) => {
    respond(request)
      .catch((error: unknown) => toErrorReply(error, log))
      .then((reply) => send(response, reply))
      .catch((error: unknown) => log.warn("The sandbox could not finish a response.", { error: String(error) }));
  });
  await listen(server, port, host);
  // The address is an object for a server on a TCP port, and a text only for a pipe.
  const url = `http://${hostInUrl(host)}:${(server.address() as AddressInfo).port}`;
  const startedAtMs = clock.nowMs();
  log.info("The sandbox listens.", { url });

  const info = (): SandboxInfo => ({
    url,
    serverKey: keys.server,
    clientKey: keys.client,
    consoleKey: keys.console,
    startedAtMs,
    requests: Object.fromEntries(requests),
    ...received.counts(),
  });

  return {
    url,
    hosts: hostsOn(url),
    serverKey: keys.server,
    clientKey: keys.client,
    consoleKey: keys.console,
    info,
    received: (limit) => received.newest(limit),
    reset() {
      received.clear();
      requests.clear();
      return info();
    },
    async replaceSpecs(next) {
      const before = project;
      project = await openSpecs(next);
      await before.evaluator.close();
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await project.evaluator.close();
    },
  };
}

async function openProject(
  specs: SpecsV2,
  { hasNamelessRules, log }: { readonly hasNamelessRules: boolean; readonly log: Log },
): Promise<ServedProject> {
  const published = hasNamelessRules ? withoutRuleNames(specs) : specs;
  return { specs, published, specsV1: v1FromV2(published), evaluator: await createLocalEvaluator({ specs, log }) };
}

function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  const listening = once(server, "listening");
  server.listen(port, host);
  try {
    await listening;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = code === "EADDRINUSE" ? "another program uses it" : code;
    throw new UnusableInput("port", `The sandbox cannot listen on port ${port} of ${host}: ${reason}.`);
  }
}

/** Refuses other host names, because a website can point its own host name at 127.0.0.1 (DNS rebinding). */
function requireLoopbackHost(request: IncomingMessage): void {
  const host = URL.parse(`http://${request.headers.host ?? ""}`);
  if (!host || !isLoopbackName(host.hostname))
    throw new Refusal(421, "The sandbox accepts only the host names 127.0.0.1, localhost and [::1].");
}

interface EndpointMatch {
  readonly endpoint: Endpoint;
  readonly pathKey: string | undefined;
  readonly pathName: string | undefined;
}

function findEndpoint(endpoints: readonly Endpoint[], method: string, path: string): EndpointMatch {
  const matches = endpoints.flatMap((endpoint) => {
    const match = endpoint.path.exec(path);
    return match ? [{ endpoint, pathKey: match.groups?.key, pathName: decodeName(match.groups?.name) }] : [];
  });
  if (matches.length === 0) throw new NoSuchPath(method, path);
  // Node omits the body of a response to HEAD.
  const found = matches.find(({ endpoint }) => endpoint.method === (method === "HEAD" ? "GET" : method));
  if (found) return found;
  const allowed = [...new Set(matches.map(({ endpoint }) => endpoint.method))].join(", ");
  throw new Refusal(405, `Use ${allowed} here.`, { allow: allowed });
}

function decodeName(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    throw new Refusal(400, "The name in this path is not a valid percent encoding.");
  }
}

/** Describes an unknown path in the form of NestJS, the framework of Statsig's backend (statsig-http.md §14). */
class NoSuchPath extends Error {
  readonly body: { statusCode: 404; message: string; error: string };
  constructor(method: string, path: string) {
    super(`Cannot ${method} ${path}`);
    this.name = "NoSuchPath";
    this.body = { statusCode: 404, message: this.message, error: "Not Found" };
  }
}

interface ReplyWithHeaders extends Reply {
  readonly headers?: Readonly<Record<string, string>>;
}

function toErrorReply(error: unknown, log: Log): ReplyWithHeaders {
  if (error instanceof Refusal) return error;
  if (error instanceof NoSuchPath) return { status: 404, body: error.body };
  log.error("The sandbox failed to answer.", { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return { status: 500, body: { status: 500, message: error instanceof Error ? error.message : "The sandbox failed to answer." } };
}

/** Any website may read the responses. The key protects them: it changes with every start and never leaves this machine. */
const crossOriginHeaders = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
  "access-control-allow-headers": "*",
  "access-control-max-age": "600",
};

function send(response: ServerResponse, { status, body, headers }: ReplyWithHeaders): void {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const ofBody = text === undefined ? {} : { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text) };
  response.writeHead(status, { ...crossOriginHeaders, "cache-control": "no-store", ...ofBody, ...headers });
  response.end(text);
}
