import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hostsOn, isLoopbackName, type ProjectHosts } from "#shared/domain/project/project.ts";
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

/** A small Statsig on this machine: the first-run demo, and a test double that official SDKs can be pointed at. */
export interface SandboxServer {
  /** `http://127.0.0.1:4321`, without a slash at the end. */
  readonly url: string;
  readonly hosts: ProjectHosts;
  readonly serverKey: string;
  readonly clientKey: string;
  readonly consoleKey: string;
  info(): SandboxInfo;
  /** What was logged, newest first, without private attributes. */
  received(limit: number): ReceivedEvent[];
  /** Forgets what was received and counted, and gives what is left; definitions and keys stay. */
  reset(): SandboxInfo;
  /** Serves other definitions from now on. What was received stays. */
  replaceSpecs(specs: SpecsV2): Promise<void>;
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** This machine's own address only; 127.0.0.1 unless told otherwise. */
  readonly host?: string;
  readonly specs?: SpecsV2;
  /** Whether definitions tell what rules are called. Those of Statsig do not: there, only the Console API tells it. */
  readonly hasNamelessRules?: boolean;
  readonly serverKey?: string;
  readonly clientKey?: string;
  readonly consoleKey?: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Resolves once the server listens. Throws `UnusableInput` for a host that is not this machine or a port that cannot be had. */
export async function createSandboxServer(options: SandboxOptions): Promise<SandboxServer> {
  const { port = 0, host = "127.0.0.1", specs = demoProject, hasNamelessRules = false, clock, log } = options;
  if (!isLoopbackName(hostInUrl(host)))
    throw new UnusableInput("host", "The sandbox listens on this machine's own address only, such as 127.0.0.1.");
  const keys: SandboxKeys = {
    server: options.serverKey ?? randomSandboxKey("secret"),
    client: options.clientKey ?? randomSandboxKey("client"),
    console: options.consoleKey ?? randomSandboxKey("console"),
  };
  const received = createReceivedLog({ clock });
  const requests = new Map<string, number>();
  const serve = (served: SpecsV2) => openProject(served, { hasNamelessRules, log });
  let project = await serve(specs);
  const endpoints = createEndpoints({ project: () => project, received, clientKey: keys.client });

  async function answer(request: IncomingMessage): Promise<Reply> {
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
    answer(request)
      .catch((error: unknown) => refused(error, log))
      .then((reply) => send(response, reply))
      .catch((error: unknown) => log.warn("The sandbox could not finish an answer.", { error: String(error) }));
  });
  await listen(server, port, host);
  // A server that listens on a TCP port has an address of this kind; only pipes have text.
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
      project = await serve(next);
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

/** A web page elsewhere can point a name of its own at 127.0.0.1; its requests still say that name here. */
function requireLoopbackHost(request: IncomingMessage): void {
  const host = URL.parse(`http://${request.headers.host ?? ""}`);
  if (!host || !isLoopbackName(host.hostname))
    throw new Refusal(421, "The sandbox answers to this machine's own names only: 127.0.0.1, localhost and [::1].");
}

interface Found {
  readonly endpoint: Endpoint;
  readonly pathKey: string | undefined;
  readonly pathName: string | undefined;
}

function findEndpoint(endpoints: readonly Endpoint[], method: string, path: string): Found {
  const matches = endpoints.flatMap((endpoint) => {
    const match = endpoint.path.exec(path);
    return match ? [{ endpoint, pathKey: match.groups?.key, pathName: decoded(match.groups?.name) }] : [];
  });
  if (matches.length === 0) throw new NoSuchPath(method, path);
  // Node leaves the body of an answer to HEAD out by itself.
  const found = matches.find(({ endpoint }) => endpoint.method === (method === "HEAD" ? "GET" : method));
  if (found) return found;
  const allowed = [...new Set(matches.map(({ endpoint }) => endpoint.method))].join(", ");
  throw new Refusal(405, `Use ${allowed} here.`, { allow: allowed });
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    throw new Refusal(400, "The name in this path is not encoded as addresses are.");
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

interface HeadedReply extends Reply {
  readonly headers?: Readonly<Record<string, string>>;
}

function refused(error: unknown, log: Log): HeadedReply {
  if (error instanceof Refusal) return error;
  if (error instanceof NoSuchPath) return { status: 404, body: error.body };
  log.error("The sandbox failed to answer.", { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return { status: 500, body: { status: 500, message: error instanceof Error ? error.message : "The sandbox failed to answer." } };
}

/** Any page may read the answers: what guards them is the key, which changes with every start and is told to nobody outside this machine. */
const crossOriginHeaders = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
  "access-control-allow-headers": "*",
  "access-control-max-age": "600",
};

function send(response: ServerResponse, { status, body, headers }: HeadedReply): void {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const ofBody = text === undefined ? {} : { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text) };
  response.writeHead(status, { ...crossOriginHeaders, "cache-control": "no-store", ...ofBody, ...headers });
  response.end(text);
}
