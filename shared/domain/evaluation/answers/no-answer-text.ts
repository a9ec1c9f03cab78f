import type { WrongBytes } from "#shared/domain/exchange/exchange.ts";
import { maxRetryAfterMs } from "#shared/domain/exchange/retry-after.ts";
import { maxLevels } from "#shared/domain/json/parse-json.ts";
import { addressLabels } from "#shared/domain/project/address-labels.ts";
import type { KeyKind } from "#shared/domain/project/key-info.ts";
import { statsigHosts } from "#shared/domain/project/project.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatBytes, formatNumber } from "#shared/domain/text/format-number.ts";

/** The words for who answers: Statsig, or the sandbox in its place. */
export type Answerer = "Statsig" | "the sandbox";

/** Why there is no answer, as clauses. `message` is the server's own, without key material; null if it sent none. */
export const noAnswerCauses = {
  keyRefused: (server: Answerer, kind: KeyKind | null, status: 401 | 403, message: string | null) =>
    `${server} refused ${kind === null ? "a call without a key" : keyLabels[kind]} (${status})${quoted(message)}`,
  noEndpoint: (host: string, message: string | null) => `${host} has no such endpoint (404)${quoted(message)}`,
  notRecorded: "the recording does not have the response",
  noSuchLayer: "Statsig knows no layer of this name",
  noSuchRankedList: "Statsig knows no contextual autotune of this name",
  rateLimited: (server: Answerer) => `${server} limits the rate of requests (429)`,
  serverFailed: (server: Answerer, status: number, message: string | null) => `${server} could not answer (${status})${quoted(message)}`,
  webPageInPlace: (from: string, status: number) =>
    `a web page came back from ${from} (${status}): a server on the way answered in place of Statsig’s API`,
  refusedBySomeone: (host: string, message: string | null) =>
    `${host} refused the request (403)${quoted(message)}, not in the form in which Statsig refuses keys`,
  blockedOnTheWay: (from: string, status: number) =>
    `a web page came back from ${from} (${status}): a firewall or proxy answered in place of Statsig`,
  signInRequired: "this network requires a sign-in before it lets requests through (511)",
  proxyNeedsPassword: "the proxy requires a user name and a password (407)",
  requestTooLarge: (server: Answerer, status: 413 | 414 | 431, message: string | null) =>
    `the request is too large for ${server} (${status})${quoted(message)}`,
  callNotAccepted: (host: string, message: string | null) => `${host} does not accept this call (405)${quoted(message)}`,
  requestNotAccepted: (server: Answerer, status: number, message: string | null) =>
    `${server} did not accept the request (${status})${quoted(message)}`,
  redirected: (host: string, target: string | null, status: number) =>
    `${host} redirects${target === null ? "" : ` to ${target}`} (${status}), and redirects are not followed, because a key is sent only to its project’s hosts`,
  unreadable: (host: string, body: string) => `${host} answered with ${body}`,
  tooLarge: (limitBytes: number) => `the response is larger than Gatescope’s limit of ${formatBytes(limitBytes)}`,
  undecodable: (host: string, { charset, position, byte }: WrongBytes) =>
    `the response of ${host} is not ${charset === null ? "UTF-8" : `the ${charset} that it declares`}: byte ${formatNumber(position)} is ${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  damaged: (host: string) => `the response of ${host} is damaged: it does not decompress completely`,
  breaksOff: (host: string) => `the response of ${host} breaks off: after its head it is not HTTP`,
  cutOff: (received: string) => `the response was cut off after ${received}`,
  cancelled: (afterMs: number) => `it was cancelled after ${formatDuration(afterMs)}`,
  /** `what` is the step that did not end: `api.statsig.com did not answer`. */
  timedOut: (what: string, afterMs: number) => `${what} within ${formatDuration(afterMs)}`,
  didNotAnswer: (host: string) => `${host} did not answer`,
} as const;

/** What a response contains instead of the JSON of an answer. */
export const bodyText = {
  empty: "an empty body",
  webPage: "a web page instead of JSON",
  notText: "bytes that are not UTF-8 text, instead of JSON",
  otherJson: "JSON that is no answer",
  tooDeep: `JSON of more than ${maxLevels} levels`,
  malformed: "JSON that is malformed or truncated",
  text: (excerpt: string) => `text instead of JSON: “${excerpt}”`,
} as const;

/** What a person can do about it, as sentences. */
export const noAnswerSteps = {
  notSent: "No request was sent.",
  allowMoreTime: "Check again, or allow more time in this project’s settings.",
  checkAgain: "Check again to get an answer.",
  damaged: "Check again. If it keeps happening, a proxy on the way changes responses: ask its administrator.",
  undecodable:
    "Exchange shows the response, with such bytes as \\xFC. Nothing of it is used, because letters would be lost: the server, or a proxy on the way, must answer in UTF-8 or declare its encoding.",
  cutOff: "Check again. If it keeps happening, a proxy or firewall truncates responses.",
  tooLarge: "Check fewer names, or check in this project’s settings that the address is Statsig’s.",
  unreadable:
    "Exchange shows the response. If it keeps happening, another server answers in place of Statsig: check the address in this project’s settings.",
  signIn: "Open any page in a browser and sign in to the network.",
  thenCheckAgain: "Then check again.",
  waitFor: (retryAfterMs: number | null) => (retryAfterMs === null ? "Wait a moment, then check again." : againAfter(retryAfterMs)),
  serverFailed: (retryAfterMs: number | null) => `${againAfter(retryAfterMs)} If it keeps happening, see status.statsig.com.`,
  webPageInPlace: (retryAfterMs: number | null) =>
    `${againAfter(retryAfterMs)} If it keeps happening, see status.statsig.com, or ask the administrator of your network whether a proxy answers.`,
  blockedOnTheWay: (host: string) =>
    `Ask the administrator of your network to allow ${host}, or check the hosts of this project. The key is not the cause.`,
  proxyNeedsPassword: "Add them to the proxy address in this project’s settings.",
  requestTooLarge: "Remove fields from the user, or check fewer names.",
  requestNotAccepted: "Fix the field or the name that the message mentions.",
  seeResponse: (checkAddress: string) => `Exchange shows the response. ${checkAddress}`,
  changeToHttps: "Change the address in this project’s hosts to https://.",
  allowHostOrChangeKey: (host: string) =>
    `If a firewall or a proxy answered, ask the administrator of your network to allow ${host}. Otherwise use another key, or change its scopes in the Statsig console.`,
  signInOr: (otherwise: string) => `If this network requires a sign-in, open any page in a browser and sign in. Otherwise: ${otherwise}`,
  checkSpelling: "Check the spelling and the project; a key for one target app or environment has access to its entities only.",
  checkAddress: (address: "api" | "events" | "initialize" | "console") =>
    `Check the address “${addressLabels[address]}” in this project’s settings; Statsig’s is ${statsigHosts[address]}.`,
  notForConsoleKeys: "Use a server secret or a client key: console keys work with the Console API only.",
  addKey: "Add a server secret or a client key to this project.",
  lacksPermission: "The key is valid but lacks the permission: use another key, or change its scopes in the Statsig console.",
  checkKey: "Check in the Statsig console that the key is active and belongs to this project, then replace it here.",
  /** Follows the step if logging was on. */
  mayBeLogged: "The exposure may still have been logged.",
} as const;

const keyLabels: Record<KeyKind, string> = {
  server: "this server secret key",
  client: "this client key",
  console: "this console key",
  unknown: "this key",
};

function quoted(message: string | null): string {
  return message === null ? "" : `: “${message}”`;
}

function againAfter(retryAfterMs: number | null): string {
  if (retryAfterMs === null) return "Check again in a moment.";
  if (retryAfterMs >= maxRetryAfterMs) return "The server asks to wait for a day or longer. Check again tomorrow.";
  return retryAfterMs === 0 ? "Check again." : `Wait ${formatDuration(retryAfterMs)}, then check again.`;
}
