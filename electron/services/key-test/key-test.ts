import type { AnswerFields } from "#shared/domain/evaluation/answers/answer-context.ts";
import { describeBody, readNoAnswer } from "#shared/domain/evaluation/answers/no-answer.ts";
import { type Exchange, exchangeStatus } from "#shared/domain/exchange/exchange.ts";
import type { Hop, HopName } from "#shared/domain/exchange/hop.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import type { RequestContext } from "#shared/domain/history/history-entry.ts";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import { type KeyInfo, type KeyKind, keyKindNames } from "#shared/domain/project/key-info.ts";
import type { KeyTest } from "#shared/domain/project/key-storage.ts";
import { keyOrigins, type Project } from "#shared/domain/project/project.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { consoleVersion } from "../console/console-api.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Secret } from "../keys/secret.ts";
import type { Clock } from "../ports.ts";
import type { Projects } from "../projects/projects.ts";
import type { StatsigCall } from "../statsig-http/statsig-call.ts";
import type { StatsigHttp } from "../statsig-http/statsig-http.ts";
import { abilityNames, keyWorksText, notTestedText } from "./key-test-text.ts";

export interface KeyTestParts {
  readonly projects: Pick<Projects, "require">;
  readonly vault: Pick<KeyVault, "requireKey" | "markUsed" | "knownSecrets">;
  readonly http: Pick<StatsigHttp, "send">;
  readonly history: { append(entry: { context: RequestContext; exchange: Exchange; answers: [] }): Promise<unknown> };
  readonly clock: Clock;
  readonly version: string;
}

export interface KeyTester {
  /**
   * Tests the connection to Statsig and what the key may do there. Logs no exposure. Failures of network or server are part of the result.
   * Throws what the vault and the projects throw for a missing or locked key, and `StorageFailed` if an exchange could not be stored.
   */
  test(keyId: string, signal?: AbortSignal): Promise<KeyTest>;
}

type Ability = "check" | "initialize" | "definitions" | "console";
/** One tested ability and its result; `finding` is null if the ability is allowed. */
interface Trial {
  readonly ability: Ability;
  readonly exchange: Exchange;
  readonly finding: AnswerFields | null;
}
type Verdict = KeyTest["verdict"];

export function createKeyTest(parts: KeyTestParts): KeyTester {
  const { projects, vault, http, history, clock, version } = parts;

  async function runTrial(ability: Ability, key: CurrentKey, project: Project, signal: AbortSignal | undefined): Promise<Trial> {
    const { exchange, body } = await http.send(
      {
        ...requestFor(ability, project, version),
        allowedOrigins: keyOrigins(project.hosts, key.info.kind),
        key: key.secret,
        network: project.network,
        mask: vault.knownSecrets(),
      },
      signal === undefined ? {} : { signal },
    );
    await history.append({ context: contextOf(ability, key.info, key.secret, project), exchange, answers: [] });
    const secrets = [key.secret.reveal(), ...vault.knownSecrets()];
    return { ability, exchange, finding: readTrial({ exchange, body, secrets, kind: key.info.kind, atMs: clock.nowMs() }) };
  }

  return {
    async test(keyId, signal) {
      const key = vault.requireKey(keyId);
      const project = projects.require(key.info.projectId);
      const atMs = clock.nowMs();
      const [first, ...others] = abilitiesOf(key.info.kind);
      const check = await runTrial(first, key, project, signal);
      const trials = [check];
      // Without a connection, or with an unknown key, further requests would show nothing new.
      for (const ability of canContinue(check) ? others : []) trials.push(await runTrial(ability, key, project, signal));
      if (check.exchange.outcome.kind !== "not_sent") vault.markUsed(keyId);

      const verdict = verdictOf(trials);
      return {
        keyId,
        atMs,
        verdict,
        ...describeVerdict(verdict, trials, key.info.kind),
        hops: [...check.exchange.hops, ...hopsBeyond(check)],
        abilities: [
          ...[first, ...others].map((ability) =>
            abilityLine(
              ability,
              trials.find((trial) => trial.ability === ability),
            ),
          ),
          ...(key.info.kind === "console" ? [notForConsoleKeys] : []),
        ],
        exchangeIds: trials.map(({ exchange }) => exchange.id),
      };
    },
  };
}

interface CurrentKey {
  readonly info: KeyInfo;
  readonly secret: Secret;
}

/**
 * Lists the abilities to test for a kind of key, the check first (statsig-http.md §1). A key of unknown kind is tested for all but the
 * Console API. A console key is never sent to the HTTP API.
 */
function abilitiesOf(kind: KeyKind): [Ability, ...Ability[]] {
  switch (kind) {
    case "console":
      return ["console"];
    case "client":
      return ["check", "initialize"];
    case "server":
      return ["check", "definitions"];
    case "unknown":
      return ["check", "initialize", "definitions"];
  }
}

/** A gate and a user that exist in no project. */
const testGate = "gatescope_key_test";
const testUser = { userID: "gatescope-key-test" };

function requestFor(
  ability: Ability,
  { hosts }: Project,
  version: string,
): Pick<StatsigCall, "endpoint" | "method" | "url" | "keyPlacement" | "body" | "headers"> {
  const common: JsonObject = {
    user: testUser,
    // Suppresses the exposure of this check (statsig-http.md §8).
    statsigMetadata: { sdkType: "gatescope", sdkVersion: version, exposureLoggingDisabled: true },
  };
  switch (ability) {
    case "check":
      return {
        endpoint: "check_gate",
        method: "POST",
        url: `${withoutSlash(hosts.api)}/check_gate`,
        keyPlacement: "header",
        body: { gateName: testGate, ...common },
      };
    case "initialize":
      return {
        endpoint: "initialize",
        method: "POST",
        url: `${withoutSlash(hosts.initialize)}/initialize`,
        keyPlacement: "header",
        body: { hash: "none", deltasResponseRequested: false, ...common },
      };
    case "definitions":
      return {
        endpoint: "download_config_specs",
        method: "GET",
        url: `${withoutSlash(hosts.cdn)}/v2/download_config_specs/{key}.json`,
        keyPlacement: "path",
        body: null,
      };
    case "console":
      return {
        endpoint: "console",
        method: "GET",
        url: `${withoutSlash(hosts.console)}/gates?limit=1`,
        keyPlacement: "header",
        body: null,
        headers: [consoleVersion],
      };
  }
}

function contextOf(ability: Ability, info: KeyInfo, secret: Secret, project: Project): RequestContext {
  return {
    projectId: project.id,
    projectName: project.name,
    tier: project.defaultTier,
    purpose: "test",
    kind: ability === "check" ? "gate" : null,
    names: ability === "check" ? [testGate] : [],
    ...(ability === "check" || ability === "initialize" ? { user: testUser, userLabel: testUser.userID } : { user: null, userLabel: "" }),
    keyId: info.id,
    keyKind: info.kind,
    keyLastFour: secret.lastFour,
    isLogging: false,
  };
}

/** Returns why a trial failed, or null. Only JSON or 204 is a success, because portals and gateways answer 200 with a web page. */
function readTrial(reply: {
  readonly exchange: Exchange;
  readonly body: string | null;
  readonly secrets: readonly string[];
  readonly kind: KeyKind;
  readonly atMs: number;
}): AnswerFields | null {
  const { exchange, body, secrets, kind, atMs } = reply;
  const status = exchangeStatus(exchange);
  if (status === 204) return null;
  // Only the beginning of the body is quoted.
  const quotable = body === null ? null : redactText(body.slice(0, 20_000), secrets);
  const context = { atMs, isLogging: false, provenanceKind: "live", tier: "", keyKind: kind, catalog: null } as const;
  const finding = readNoAnswer({ kind: "gate", exchange, body: quotable, context });
  if (finding !== null) return finding;
  return isJsonText(body ?? "")
    ? null
    : {
        state: "unknown",
        because: `the answer was ${describeBody(quotable)}`,
        nextStep: "Another server answers instead of Statsig: check the hosts in this project’s settings.",
      };
}

function isJsonText(text: string): boolean {
  try {
    return isJsonObject(JSON.parse(text));
  } catch {
    return false;
  }
}

function canContinue({ exchange }: Trial): boolean {
  const status = exchangeStatus(exchange);
  return status !== null && status !== 401 && status !== 429;
}

function verdictOf(trials: readonly Trial[]): Verdict {
  const allowed = trials.filter(({ finding }) => finding === null).length;
  if (allowed === trials.length) return "works";
  if (allowed > 0) return "partly_works";
  const [check] = trials;
  switch (check?.finding?.state) {
    case "refused":
      return isKeyRefused(check) ? "refused" : "unknown";
    case "slow_down":
    case "unreached":
    case "not_sent":
      return check.finding.state;
    default:
      return "unknown";
  }
}

function isKeyRefused({ exchange }: Trial): boolean {
  const status = exchangeStatus(exchange);
  return status === 401 || status === 403;
}

const notForConsoleKeys: KeyTest["abilities"][number] = {
  name: "Check, log and send",
  isAllowed: false,
  status: null,
  detail: notTestedText,
};

function describeVerdict(verdict: Verdict, trials: readonly Trial[], kind: KeyKind): Pick<KeyTest, "headline" | "advice"> {
  const failed = trials.find(({ finding }) => finding !== null);
  const reason = failed?.finding ? `${upperFirst(failed.finding.because)}. ${failed.finding.nextStep ?? ""}`.trimEnd() : "";
  return { headline: headlineOf(verdict, failed, kind), advice: verdict === "works" ? worksAdvice(kind) : reason };
}

function worksAdvice(kind: KeyKind): string {
  return kind === "console"
    ? "The test only read. To check and to log, add a server secret key or a client key to this project."
    : "The test logged nothing.";
}

function headlineOf(verdict: Verdict, failed: Trial | undefined, kind: KeyKind): string {
  const status = failed === undefined ? null : exchangeStatus(failed.exchange);
  switch (verdict) {
    case "works":
      return keyWorksText(kind);
    case "partly_works":
      return failed === undefined ? "" : `This ${keyKindNames[kind]} works in part. Failed: ${abilityNames[failed.ability]}.`;
    case "refused":
      return status === 403 ? "Statsig refused this key (403)." : "Statsig does not know this key (401).";
    case "slow_down":
      return "Statsig limits the request rate (429), so the key could not be tested.";
    case "unreached":
      return failed === undefined ? "" : unreachedHeadline(failed.exchange);
    case "not_sent":
      return "This key was not sent.";
    case "unknown":
      return status === null
        ? "The response could not be used."
        : `The server answered (${status}), but not as Statsig answers a valid key.`;
  }
}

function unreachedHeadline({ outcome, hops }: Exchange): string {
  if (outcome.kind === "cancelled") return "The test was cancelled.";
  const broken = hops.find(({ state }) => state === "failed")?.name ?? "wait";
  const what = outcome.kind === "timed_out" ? `${lateText[broken]} in time` : brokenText[broken];
  return `Could not reach Statsig with this key: ${what}.`;
}

const brokenText: Record<HopName, string> = {
  machine: "this machine has no network connection",
  dns: "the host name was not found",
  proxy: "the proxy failed",
  connect: "the connection failed",
  tls: "TLS failed",
  send: "the connection broke",
  wait: "the connection broke",
  receive: "the response was cut off",
  key: "the key was refused",
  answer: "the response could not be used",
};

const lateText: Record<HopName, string> = {
  ...brokenText,
  proxy: "the proxy did not answer",
  connect: "no connection was established",
  tls: "the TLS handshake did not finish",
  send: "the request could not be sent",
  wait: "no response arrived",
  receive: "the response did not arrive completely",
};

/** Returns the hops after the transport. The key hop is passed or failed only if the response shows it. */
function hopsBeyond({ exchange, finding }: Trial): Hop[] {
  const status = exchangeStatus(exchange);
  const key = (state: Hop["state"], detail: string): Hop => ({ name: "key", detail, state, ms: null });
  const answer = (state: Hop["state"], detail: string): Hop => ({ name: "answer", detail, state, ms: null });
  if (finding === null) return [key("passed", "accepted"), answer("passed", exchange.endpoint)];
  if (status === 401 || status === 403) return [key("failed", `refused (${status})`), answer("not_tried", exchange.endpoint)];
  if (exchange.outcome.kind !== "answered") return [key("not_tried", ""), answer("not_tried", exchange.endpoint)];
  return [answer("failed", status === 429 ? "slow down (429)" : `not usable (${status})`)];
}

function abilityLine(ability: Ability, trial: Trial | undefined): KeyTest["abilities"][number] {
  const name = abilityNames[ability];
  if (trial === undefined) return { name, isAllowed: null, status: null, detail: "Not tested." };
  const status = exchangeStatus(trial.exchange);
  if (trial.finding === null) return { name, isAllowed: true, status, detail: "Allowed." };
  return { name, isAllowed: isKeyRefused(trial) ? false : null, status, detail: `${upperFirst(trial.finding.because)}.` };
}

function withoutSlash(base: string): string {
  return base.replace(/\/+$/, "");
}
