import { promises as dns, type LookupAddress } from "node:dns";
import { request } from "node:http";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type PeerCertificate, type SecureContext, type TLSSocket } from "node:tls";
import { unlessAborted } from "./abort.ts";
import { ConnectionBroken, clientCertificateMissing, isClientCertificateAlert, systemCodeOf } from "./connection-broken.ts";
import type { Host, ProxyHost, Route } from "./route.ts";
import type { Timeline } from "./timeline.ts";

/**
 * Connects along a route and returns the socket on which the request can be written. Records each hop in the timeline. Throws
 * `ConnectionBroken` for the hop that failed, or the signal's reason.
 */
export async function openSocket(route: Route, timeline: Timeline, signal: AbortSignal): Promise<Socket> {
  const first = route.proxy ?? route.target;
  const addresses = await lookUp(first, route.proxy !== null, timeline, signal);
  timeline.start(route.proxy === null ? "connect" : "proxy");
  const socket = await connectTo(first, addresses, route.proxy !== null, signal);
  try {
    const tunnel = route.proxy === null ? socket : await tunnelThrough(route.proxy, route, socket, signal);
    timeline.pass(first.label);
    if (route.secureContext === null) return tunnel;
    timeline.start("tls");
    const secured = await secure(tunnel, route.target, route.secureContext, signal);
    timeline.pass(`${secured.getProtocol() ?? "TLS"}, issued by ${issuerOf(secured.getPeerCertificate())}`);
    return secured;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function lookUp({ hostname }: Host, isProxy: boolean, timeline: Timeline, signal: AbortSignal): Promise<LookupAddress[]> {
  const family = isIP(hostname);
  if (family !== 0) return [{ address: hostname, family }];
  timeline.start("dns");
  const subject = isProxy ? "name of the proxy" : "name";
  const addresses = await unlessAborted(signal, dns.lookup(hostname, { all: true })).catch((error: unknown) => {
    if (signal.aborted) throw error;
    const code = systemCodeOf(error);
    // EAI_AGAIN: the name server did not answer.
    throw code === "EAI_AGAIN"
      ? new ConnectionBroken(
          code,
          "the DNS server did not answer",
          `The ${subject} ${hostname} could not be looked up: the DNS server did not answer. Is this machine online?`,
        )
      : new ConnectionBroken(code, "no such name", `The ${subject} ${hostname} was not found by this machine's DNS server (${code}).`);
  });
  timeline.pass();
  return addresses;
}

async function connectTo(
  { hostname, port, label }: Host,
  addresses: LookupAddress[],
  isProxy: boolean,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = connectTcp({
    host: hostname,
    port,
    noDelay: true,
    keepAlive: true,
    // The name was looked up before. All addresses are tried, as browsers do.
    autoSelectFamily: true,
    lookup: (_hostname, _options, callback) => callback(null, addresses),
  });
  return whenReady(socket, "connect", signal, (error) => {
    const code = systemCodeOf(error);
    const subject = isProxy ? `The proxy ${label}` : label;
    const detail = connectFailures[code] ?? `connection failed (${code})`;
    return new ConnectionBroken(code, detail, `${subject} could not be reached: ${detail}.`);
  });
}

const connectFailures: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  ENETDOWN: "this machine's network is down",
  ETIMEDOUT: "no response",
  EACCES: "this machine does not allow the connection",
  EPERM: "this machine does not allow the connection",
};

/** Opens a tunnel through a proxy (RFC 9110 §9.3.6). The proxy never sees the key, because the connection inside the tunnel uses TLS. */
async function tunnelThrough(proxy: ProxyHost, { target, proxySecureContext }: Route, plain: Socket, signal: AbortSignal): Promise<Socket> {
  const socket = proxySecureContext === null ? plain : await secure(plain, proxy, proxySecureContext, signal);
  const authority = `${isIP(target.hostname) === 6 ? `[${target.hostname}]` : target.hostname}:${target.port}`;
  const { status, head } = await new Promise<{ status: number; head: Buffer }>((resolve, reject) => {
    const connectRequest = request({
      method: "CONNECT",
      path: authority,
      headers: { host: authority, ...(proxy.authorization === null ? {} : { "proxy-authorization": proxy.authorization }) },
      createConnection: () => socket,
      signal,
    });
    connectRequest.once("connect", (answer, _socket, rest) => resolve({ status: answer.statusCode ?? 0, head: rest }));
    connectRequest.once("error", reject);
    connectRequest.end();
  }).catch((error: unknown) => {
    if (signal.aborted) throw signal.reason;
    const code = systemCodeOf(error);
    // Node's parser of HTTP names its errors so.
    if (code.startsWith("HPE_"))
      throw new ConnectionBroken("NOT_A_PROXY", "not an HTTP proxy", `The proxy ${proxy.label} does not answer as an HTTP proxy.`);
    throw new ConnectionBroken(
      code,
      "closed the connection",
      `The proxy ${proxy.label} closed the connection when a tunnel to ${target.label} was requested.`,
    );
  });
  if (status < 200 || status > 299) throw proxyRefusal(status, proxy, target);
  if (head.length > 0) socket.unshift(head);
  return socket;
}

function proxyRefusal(status: number, proxy: ProxyHost, target: Host): ConnectionBroken {
  const code = `HTTP_${status}`;
  if (status === 407)
    return new ConnectionBroken(
      code,
      "requires a user name and password (407)",
      `The proxy ${proxy.label} requires a user name and password (407). Add them to the proxy's address in the project's network settings.`,
    );
  if (status === 502 || status === 503 || status === 504)
    return new ConnectionBroken(
      code,
      `could not reach ${target.label} (${status})`,
      `The proxy ${proxy.label} could not reach ${target.label} (${status}).`,
    );
  return new ConnectionBroken(
    code,
    `refused to connect to ${target.label} (${status})`,
    `The proxy ${proxy.label} refused to connect to ${target.label} (${status}). Its administrator can say why.`,
  );
}

async function secure(plain: Socket, host: Host, secureContext: SecureContext, signal: AbortSignal): Promise<TLSSocket> {
  const socket = connectTls({
    socket: plain,
    host: host.hostname,
    // A server name must not be an IP address (RFC 6066 §3); the certificate is then checked against `host`.
    ...(isIP(host.hostname) === 0 ? { servername: host.hostname } : {}),
    secureContext,
    // Not left to NODE_TLS_REJECT_UNAUTHORIZED.
    rejectUnauthorized: true,
    ALPNProtocols: ["http/1.1"],
  });
  // Node drops a refused certificate, but the error message names its issuer.
  let received: PeerCertificate | null = null;
  socket.prependOnceListener("secure", () => {
    received = socket.getPeerCertificate();
  });
  return whenReady(socket, "secureConnect", signal, (error) =>
    isClientCertificateMissing(error, socket) ? clientCertificateMissing(host.hostname) : tlsFailure(error, host, received),
  );
}

/** In TLS 1.2 a server that wants a certificate fails the handshake after it sent its own, and before that if no encryption is common to both. */
function isClientCertificateMissing(error: Error, socket: TLSSocket): boolean {
  const alert = systemCodeOf(error);
  return isClientCertificateAlert(alert) || (/ALERT_HANDSHAKE_FAILURE$/.test(alert) && socket.getPeerCertificate()?.subject !== undefined);
}

export function selfSignedText(hostname: string, issuer: string): string {
  return `The certificate for ${hostname} is self-signed (${issuer}), and this machine does not trust it.`;
}

/** Describes why a TLS connection failed. The codes are OpenSSL's X509_V_ERR_… as Node names them. */
function tlsFailure(error: Error, { hostname }: Host, received: PeerCertificate | null): ConnectionBroken {
  const code = systemCodeOf(error);
  const certificate = `The certificate for ${hostname}`;
  const issuer = issuerOf(received);
  switch (code) {
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return new ConnectionBroken(code, "self-signed certificate", selfSignedText(hostname, issuer));
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return new ConnectionBroken(code, "unknown issuer", `${certificate} was issued by ${issuer}, which this machine does not trust.`);
    case "CERT_HAS_EXPIRED":
      return new ConnectionBroken(
        code,
        "certificate expired",
        `${certificate}, issued by ${issuer}, expired on ${dayOf(received?.valid_to) ?? "an earlier day"}.`,
      );
    case "CERT_NOT_YET_VALID":
      return new ConnectionBroken(
        code,
        "certificate not yet valid",
        `${certificate}, issued by ${issuer}, is valid only from ${dayOf(received?.valid_from) ?? "a later day"}.`,
      );
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return new ConnectionBroken(code, "wrong name", `${certificate}, issued by ${issuer}, ${wrongNameText(received, hostname)}.`);
    case "ECONNRESET":
      return new ConnectionBroken(code, "connection closed", `${hostname} closed the connection during the TLS handshake.`);
    case "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION":
    case "ERR_SSL_UNSUPPORTED_PROTOCOL":
    case "ERR_SSL_VERSION_TOO_LOW":
      return new ConnectionBroken(
        "OLD_TLS",
        "TLS 1.1 or older",
        `${hostname} supports only TLS 1.1 or older, which is no longer secure and which this machine refuses.`,
      );
    // The server accepts none of the protocols that were offered, and HTTP/1.1 was.
    case "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL":
      return new ConnectionBroken("SPEAKS_HTTP2", "HTTP/2, not HTTP/1.1", `${hostname} accepts only HTTP/2 and not HTTP/1.1.`);
    case "ERR_SSL_TLSV1_UNRECOGNIZED_NAME":
      return new ConnectionBroken("NO_SUCH_TLS_NAME", "unknown host name", `The server at ${hostname} does not know that host name.`);
    case "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE":
    case "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE":
    case "ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY":
      return new ConnectionBroken(
        "NO_COMMON_ENCRYPTION",
        "no encryption in common",
        `${hostname} accepts none of the ways of encryption that this machine offers.`,
      );
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return new ConnectionBroken("NO_TLS", "no TLS", `${hostname} does not answer in TLS on this port; it may expect plain http there.`);
    default:
      return new ConnectionBroken(
        code,
        `failed (${code})`,
        `${hostname} and this machine agreed on no secure connection: ${reasonOf(error)}.`,
      );
  }
}

/** Returns OpenSSL's words for the failure, without its file names and numbers: `tlsv1 alert internal error`. */
function reasonOf(error: Error): string {
  return "reason" in error && typeof error.reason === "string" ? error.reason : error.message.replace(/\.$/, "");
}

/** Returns the day of a time in a certificate, `2026-11-28`, or undefined. */
function dayOf(time: string | undefined): string | undefined {
  const ms = Date.parse(time ?? "");
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().slice(0, 10);
}

/**
 * Says for which host names a certificate is; Node writes them as `DNS:a.example, IP Address:127.0.0.1`. Old and internal certificates have no list of names.
 * Their common name counts only for a host that is no IP address (RFC 6125 §6.4.4).
 */
function wrongNameText(certificate: PeerCertificate | null, hostname: string): string {
  const names = certificate?.subjectaltname?.replaceAll(/(?:DNS|IP Address):/g, "") ?? "";
  if (names !== "") return `is for another name: ${names}`;
  const commonName = [certificate?.subject?.CN ?? ""].flat().join(", ");
  return commonName === ""
    ? `names no host, so it cannot be the one of ${hostname}`
    : `has no list of host names (subjectAltName), only the common name ${commonName}, which does not count for ${hostname}`;
}

function issuerOf(certificate: PeerCertificate | null): string {
  const issuer = certificate?.issuer;
  // Node returns a list if a name occurs more than once.
  return [issuer?.CN ?? issuer?.O ?? "an unnamed issuer"].flat().join(", ");
}

/** Waits until a socket is ready. Removes its listeners, and destroys the socket if the signal aborts. */
function whenReady<S extends Socket>(
  socket: S,
  event: "connect" | "secureConnect",
  signal: AbortSignal,
  toFailure: (error: Error) => ConnectionBroken,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const onReady = () => settle(() => resolve(socket));
    const onError = (error: Error) => settle(() => reject(toFailure(error)));
    const onClose = () => settle(() => reject(toFailure(Object.assign(new Error("closed"), { code: "ECONNRESET" }))));
    const onAbort = () =>
      settle(() => {
        socket.destroy();
        reject(signal.reason);
      });
    function settle(act: () => void): void {
      socket.off(event, onReady).off("error", onError).off("close", onClose);
      signal.removeEventListener("abort", onAbort);
      // A later error of this socket must not end the program.
      socket.on("error", () => {});
      act();
    }
    socket.once(event, onReady).once("error", onError).once("close", onClose);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
