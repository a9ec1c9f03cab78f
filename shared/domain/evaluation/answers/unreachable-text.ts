import type { Exchange, Outcome } from "#shared/domain/exchange/exchange.ts";
import { maskKeyForms } from "#shared/domain/exchange/key-form.ts";
import { lowerFirst } from "#shared/domain/text/upper-first.ts";
import type { AnswerFix } from "../answer-fix.ts";

type Unreachable = Extract<Outcome, { kind: "unreachable" }>;

/** Why a connection failed, what to do, and which settings to open for it. */
export interface ConnectionAdvice {
  /** A clause: `127.0.0.1:443 refused the connection`. */
  readonly because: string;
  /** One or two sentences. */
  readonly nextStep: string;
  readonly fix: AnswerFix | null;
  /** True if the server cannot have read the request, because it does not speak the API's protocol. */
  readonly isNotStatsig: boolean;
}

/** Describes a connection that failed before a response began. */
export function describeUnreachable(exchange: Pick<Exchange, "url" | "timing">, outcome: Unreachable): ConnectionAdvice {
  const { via } = exchange.timing;
  const host = URL.canParse(exchange.url) ? new URL(exchange.url).host : exchange.url;
  if (isWrongServer(outcome.code)) return describeWrongServer(outcome.code, host);
  const proxy = via === "direct" ? null : `the proxy ${via}`;
  return { ...adviceFor({ host, proxy, isPlain: exchange.url.startsWith("http:") }, outcome), isNotStatsig: false };
}

/** Describes a server that cannot be asked as Statsig's API is asked, by its code. */
export function describeWrongServer(code: WrongServer, host: string): ConnectionAdvice {
  const { because, nextStep } = wrongServers[code];
  return { because: because(host), nextStep, fix: "hosts", isNotStatsig: true };
}

type Advice = Omit<ConnectionAdvice, "isNotStatsig">;

function adviceFor(
  { host, proxy, isPlain }: { readonly host: string; readonly proxy: string | null; readonly isPlain: boolean },
  { hop, code, message }: Unreachable,
): Advice {
  const checkNetwork = "Check this machine’s network and the host name in this project’s settings, then check again.";
  switch (hop) {
    case "machine":
      return { because: `this machine has no network connection (${code})`, nextStep: checkNetwork, fix: null };
    case "dns": {
      const name = proxy === null ? `the name ${host}` : `the name of ${proxy}`;
      const because =
        code === "EAI_AGAIN"
          ? `${name} could not be looked up: the DNS server did not answer`
          : `${name} could not be found by this machine’s DNS server (${code})`;
      return { because, nextStep: checkNetwork, fix: proxy === null ? "hosts" : "network" };
    }
    case "proxy":
      return { ...proxyAdvice(proxy ?? "the proxy", host, code), fix: "network" };
    case "connect":
      return {
        because: code === "ECONNREFUSED" ? `${host} refused the connection` : `no connection to ${host} could be made (${code})`,
        nextStep: "Check the address and the port in this project’s hosts; a firewall may block them.",
        fix: "hosts",
      };
    case "tls":
      return (
        certificateAdvice(code, message) ?? {
          because: `the secure connection to ${host} failed: ${lowerFirst(withoutStop(maskKeyForms(message)))} (${code})`,
          nextStep:
            "Check the host in this project’s settings. If your company inspects traffic, add its certificate authority in the network settings.",
          fix: "network",
        }
      );
    default: {
      if (code === "BAD_ANSWER")
        return {
          because: lowerFirst(withoutStop(maskKeyForms(message))),
          nextStep:
            "Check again. If it keeps happening, another server or a proxy answers in place of Statsig: check this project’s hosts.",
          fix: "hosts",
        };
      const because =
        code === "EOF"
          ? `${host} closed the connection without an answer`
          : `the connection to ${host} was lost before a response arrived (${code})`;
      // A TLS server closes a connection that begins with plain HTTP, and most say nothing before.
      return isPlain
        ? {
            because,
            nextStep: "Check again. If it keeps happening, that server may expect https://: check the address in this project’s hosts.",
            fix: "hosts",
          }
        : {
            because,
            nextStep: `Check again. If it keeps happening, a proxy or firewall closes connections${code === "EOF" ? ", or that server accepts only clients with a certificate of their own" : ""}.`,
            fix: null,
          };
    }
  }
}

function proxyAdvice(proxy: string, host: string, code: string): Omit<Advice, "fix"> {
  switch (code) {
    case "ECONNREFUSED":
      return {
        because: `${proxy} refused the connection`,
        nextStep: "Check the proxy’s address and port in this project’s network settings, and that the proxy is running.",
      };
    case "NOT_A_PROXY":
      return {
        because: `${proxy} does not answer as an HTTP proxy`,
        nextStep: "Check the proxy’s address and port in this project’s network settings: another program answers there.",
      };
    case "HTTP_407":
      return {
        because: `${proxy} requires a user name and a password (407)`,
        nextStep: "Add the user name and the password to the proxy’s address in this project’s network settings.",
      };
    case "HTTP_511":
      return {
        because: `${proxy} requires a sign-in to this network (511)`,
        nextStep: "Open any page in a browser, sign in to the network, then check again.",
      };
    case "HTTP_400":
    case "HTTP_404":
    case "HTTP_405":
    case "HTTP_501":
      return {
        because: `${proxy} did not understand the request for a tunnel to ${host} (${code.slice(5)})`,
        nextStep:
          "Check the proxy’s address and port in this project’s network settings: a web server that is not a proxy may answer there.",
      };
    case "HTTP_502":
    case "HTTP_503":
    case "HTTP_504":
      return {
        because: `${proxy} could not reach ${host} (${code.slice(5)})`,
        nextStep: `Check the host in this project’s settings, or ask the proxy’s administrator whether it can reach ${host}.`,
      };
    case "ECONNRESET":
    case "EOF":
      return {
        because: `${proxy} closed the connection when a tunnel to ${host} was requested`,
        nextStep: `Check the proxy’s address in this project’s network settings, or ask its administrator to allow ${host}.`,
      };
    default: {
      const askToAllow = `Ask the proxy’s administrator to allow ${host}, or enter another proxy in this project’s network settings.`;
      if (code === "HTTP_403") return { because: `${proxy} does not allow connections to ${host} (403)`, nextStep: askToAllow };
      return code.startsWith("HTTP_")
        ? { because: `${proxy} refused to connect to ${host} (${code.slice(5)})`, nextStep: askToAllow }
        : {
            because: `${proxy} could not be used (${code})`,
            nextStep: "Check the proxy’s address in this project’s network settings, and that this machine can reach it.",
          };
    }
  }
}

/** Returns the advice for a refused certificate, or null for another failure. The message names the certificate and its issuer (`statsig-http`). */
function certificateAdvice(code: string, message: string): Advice | null {
  const certificate = certificateFailures[code];
  return certificate === undefined || message === "" ? null : { because: lowerFirst(withoutStop(maskKeyForms(message))), ...certificate };
}

const unknownIssuer = {
  nextStep:
    "If your company inspects traffic, add its certificate authority in this project’s network settings. Otherwise check the host: another server may answer in its place.",
  fix: "network",
} as const;
const wrongTime = { nextStep: "Check this machine’s clock. If it is right, whoever runs that host must renew the certificate.", fix: null };

const certificateFailures: Readonly<Record<string, Omit<Advice, "because"> | undefined>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownIssuer,
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  CERT_HAS_EXPIRED: wrongTime,
  CERT_NOT_YET_VALID: wrongTime,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    nextStep: "Check the host in this project’s settings: it must be the name in the certificate.",
    fix: "hosts",
  },
};

/** The servers that do not speak HTTP/1.1 over TLS, by the code of the broken connection (`statsig-http`). */
const wrongServers = {
  SPEAKS_SSH: {
    because: (host: string) => `${host} is an SSH server, not Statsig’s API`,
    nextStep: "Enter the address and the port of the API in this project’s hosts.",
  },
  SPEAKS_TLS: {
    because: (host: string) => `${host} expects an encrypted connection, and this project’s address begins with http://`,
    nextStep: "Change the address in this project’s hosts to https://.",
  },
  SPEAKS_HTTP2: {
    because: (host: string) => `${host} speaks only HTTP/2, and Statsig’s API is asked in HTTP/1.1`,
    nextStep: "Enter an address that accepts HTTP/1.1 in this project’s hosts, or enable it on that server.",
  },
  SPEAKS_MAIL_OR_FTP: {
    because: (host: string) => `${host} is a mail or file server, not Statsig’s API`,
    nextStep: "Enter the address and the port of the API in this project’s hosts.",
  },
  NOT_HTTP: {
    because: (host: string) => `the answer of ${host} is not HTTP`,
    nextStep: "Check the address and the port in this project’s hosts: another program answers there.",
  },
  NO_TLS: {
    because: (host: string) => `${host} does not answer in TLS, and this project’s address begins with https://`,
    nextStep: "Check the port in this project’s hosts. Plain http:// is possible only to this machine.",
  },
  OLD_TLS: {
    because: (host: string) => `${host} supports only TLS 1.1 or older, which is no longer secure`,
    nextStep: "Ask whoever runs that host to enable TLS 1.2 or newer, or enter another host in this project’s settings.",
  },
  NO_SUCH_TLS_NAME: {
    because: (host: string) => `the server at ${host} does not know that host name`,
    nextStep: "Check the host name in this project’s hosts.",
  },
  WANTS_CLIENT_CERTIFICATE: {
    because: (host: string) => `${host} accepts only clients with a certificate of their own, which Gatescope cannot send`,
    nextStep: "Enter the address of an API without this requirement in this project’s hosts, or ask whoever runs that host.",
  },
  NO_COMMON_ENCRYPTION: {
    because: (host: string) => `${host} accepts none of the ways of encryption that this machine offers`,
    nextStep: "Check the address in this project’s hosts. If it is right, ask whoever runs that host to allow the ciphers of today.",
  },
};

type WrongServer = keyof typeof wrongServers;

function isWrongServer(code: string): code is WrongServer {
  return Object.hasOwn(wrongServers, code);
}

/** Returns a sentence without its final stop, to be part of another sentence. */
function withoutStop(sentence: string): string {
  return sentence.trim().replace(/\.$/, "");
}
