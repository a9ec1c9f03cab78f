import { promises as dns, type LookupAddress } from "node:dns";
import { request } from "node:http";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type PeerCertificate, type SecureContext, type TLSSocket } from "node:tls";
import { unlessAborted } from "./abort.ts";
import { ConnectionBroken, systemCodeOf } from "./connection-broken.ts";
import type { Place, ProxyPlace, Route } from "./route.ts";
import type { Timeline } from "./timeline.ts";

/**
 * Walks a route up to where a request can be written, hop by hop, and gives the socket. Throws `ConnectionBroken` for the hop under way,
 * or the signal's reason.
 */
export async function openSocket(route: Route, timeline: Timeline, signal: AbortSignal): Promise<Socket> {
  const first = route.proxy ?? route.target;
  const addresses = await lookUp(first, route.proxy !== null, timeline, signal);
  timeline.start(route.proxy === null ? "connect" : "proxy");
  const socket = await connectTo(first, addresses, route.proxy !== null, signal);
  try {
    const tunnel = route.proxy === null ? socket : await tunnelThrough(route.proxy, route, socket, signal);
    timeline.pass(first.shown);
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

async function lookUp({ hostname }: Place, isProxy: boolean, timeline: Timeline, signal: AbortSignal): Promise<LookupAddress[]> {
  const family = isIP(hostname);
  if (family !== 0) return [{ address: hostname, family }];
  timeline.start("dns");
  const whose = isProxy ? "name of the proxy" : "name";
  const found = await unlessAborted(signal, dns.lookup(hostname, { all: true })).catch((error: unknown) => {
    if (signal.aborted) throw error;
    const code = systemCodeOf(error);
    // EAI_AGAIN: the name service itself could not be asked.
    throw code === "EAI_AGAIN"
      ? new ConnectionBroken(
          code,
          "the name service did not answer",
          `The ${whose} ${hostname} could not be looked up: the name service did not answer. Is this machine online?`,
        )
      : new ConnectionBroken(code, "no such name", `The ${whose} ${hostname} is not known to this machine's name service (${code}).`);
  });
  timeline.pass();
  return found;
}

async function connectTo(
  { hostname, port, shown }: Place,
  addresses: LookupAddress[],
  isProxy: boolean,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = connectTcp({
    host: hostname,
    port,
    noDelay: true,
    keepAlive: true,
    // Already looked up, and timed; every address is tried, as a browser does.
    autoSelectFamily: true,
    lookup: (_hostname, _options, found) => found(null, addresses),
  });
  return whenReady(socket, "connect", signal, (error) => {
    const code = systemCodeOf(error);
    const who = isProxy ? `The proxy ${shown}` : shown;
    const detail = connectFailures[code] ?? `connection failed (${code})`;
    return new ConnectionBroken(code, detail, `${who} could not be reached: ${detail}.`);
  });
}

const connectFailures: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EHOSTUNREACH: "no way to that host",
  ENETUNREACH: "no network that leads there",
  ENETDOWN: "this machine's network is down",
  ETIMEDOUT: "no reply",
  EACCES: "this machine does not allow the connection",
  EPERM: "this machine does not allow the connection",
};

/** Opens a tunnel through a proxy (RFC 9110 §9.3.6). The proxy never sees the key: everything after the tunnel is TLS to the target. */
async function tunnelThrough(
  proxy: ProxyPlace,
  { target, proxySecureContext }: Route,
  plain: Socket,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = proxySecureContext === null ? plain : await secure(plain, proxy, proxySecureContext, signal);
  const authority = `${isIP(target.hostname) === 6 ? `[${target.hostname}]` : target.hostname}:${target.port}`;
  const { status, head } = await new Promise<{ status: number; head: Buffer }>((resolve, reject) => {
    const connecting = request({
      method: "CONNECT",
      path: authority,
      headers: { host: authority, ...(proxy.authorization === null ? {} : { "proxy-authorization": proxy.authorization }) },
      createConnection: () => socket,
      signal,
    });
    connecting.once("connect", (answer, _socket, rest) => resolve({ status: answer.statusCode ?? 0, head: rest }));
    connecting.once("error", reject);
    connecting.end();
  }).catch((error: unknown) => {
    if (signal.aborted) throw signal.reason;
    throw new ConnectionBroken(
      systemCodeOf(error),
      "broke the connection off",
      `The proxy ${proxy.shown} broke the connection off when asked for ${target.shown}.`,
    );
  });
  if (status < 200 || status > 299) throw proxyRefusal(status, proxy, target);
  if (head.length > 0) socket.unshift(head);
  return socket;
}

function proxyRefusal(status: number, proxy: ProxyPlace, target: Place): ConnectionBroken {
  const code = `HTTP_${status}`;
  if (status === 407)
    return new ConnectionBroken(
      code,
      "wants a user name and password (407)",
      `The proxy ${proxy.shown} wants a user name and password (407). Put them into the proxy's address in the project's network settings.`,
    );
  if (status === 502 || status === 503 || status === 504)
    return new ConnectionBroken(
      code,
      `could not reach ${target.shown} (${status})`,
      `The proxy ${proxy.shown} could not reach ${target.shown} (${status}).`,
    );
  return new ConnectionBroken(
    code,
    `refused the way to ${target.shown} (${status})`,
    `The proxy ${proxy.shown} refused the way to ${target.shown} (${status}). Whoever runs it can say why.`,
  );
}

async function secure(plain: Socket, place: Place, secureContext: SecureContext, signal: AbortSignal): Promise<TLSSocket> {
  const socket = connectTls({
    socket: plain,
    host: place.hostname,
    // A server name must not be an IP address (RFC 6066 §3); the certificate is then checked against `host`.
    ...(isIP(place.hostname) === 0 ? { servername: place.hostname } : {}),
    secureContext,
    ALPNProtocols: ["http/1.1"],
  });
  // The certificate is out of reach once it has been refused, and the person wants to know whose it was.
  let shown: PeerCertificate | null = null;
  socket.prependOnceListener("secure", () => {
    shown = socket.getPeerCertificate();
  });
  return whenReady(socket, "secureConnect", signal, (error) => tlsFailure(error, place, shown));
}

/** What stands in the way of trust, in words a person can pass on. Codes: OpenSSL's X509_V_ERR_…, as Node names them. */
function tlsFailure(error: Error, { hostname }: Place, shown: PeerCertificate | null): ConnectionBroken {
  const code = systemCodeOf(error);
  const certificate = `The certificate shown for ${hostname}`;
  const issuer = issuerOf(shown);
  switch (code) {
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return new ConnectionBroken(
        code,
        "self-signed certificate",
        `${certificate} was issued by itself (${issuer}): it is self-signed, and this machine does not trust it.`,
      );
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return new ConnectionBroken(code, "unknown issuer", `${certificate} was issued by ${issuer}, which this machine does not trust.`);
    case "CERT_HAS_EXPIRED":
      return new ConnectionBroken(
        code,
        "certificate expired",
        `${certificate}, issued by ${issuer}, expired on ${shown?.valid_to ?? "an earlier day"}. Is this machine's clock right?`,
      );
    case "CERT_NOT_YET_VALID":
      return new ConnectionBroken(
        code,
        "certificate not yet valid",
        `${certificate}, issued by ${issuer}, is valid only from ${shown?.valid_from ?? "a later day"} on. Is this machine's clock right?`,
      );
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return new ConnectionBroken(
        code,
        "wrong name",
        `${certificate}, issued by ${issuer}, is made out to another name: ${shown?.subjectaltname ?? "none"}.`,
      );
    case "ECONNRESET":
      return new ConnectionBroken(code, "broken off", `${hostname} broke the connection off while TLS was being agreed.`);
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return new ConnectionBroken(code, "no TLS there", `What answers at ${hostname} does not speak TLS that this machine understands.`);
    default:
      return new ConnectionBroken(code, `failed (${code})`, `A secure connection to ${hostname} could not be made: ${error.message}`);
  }
}

function issuerOf(certificate: PeerCertificate | null): string {
  const issuer = certificate?.issuer;
  // A name may be given more than once; Node then gives a list.
  return [issuer?.CN ?? issuer?.O ?? "an unnamed issuer"].flat().join(", ");
}

/** Waits for a socket to be ready, and leaves no listener and no half-open socket behind. */
function whenReady<S extends Socket>(
  socket: S,
  event: "connect" | "secureConnect",
  signal: AbortSignal,
  name: (error: Error) => ConnectionBroken,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const onReady = () => settle(() => resolve(socket));
    const onError = (error: Error) => settle(() => reject(name(error)));
    const onClose = () => settle(() => reject(name(Object.assign(new Error("closed"), { code: "ECONNRESET" }))));
    const onAbort = () =>
      settle(() => {
        socket.destroy();
        reject(signal.reason);
      });
    function settle(act: () => void): void {
      socket.off(event, onReady).off("error", onError).off("close", onClose);
      signal.removeEventListener("abort", onAbort);
      // A late error of a socket that nobody waits for any more must not end the program.
      socket.on("error", () => {});
      act();
    }
    socket.once(event, onReady).once("error", onError).once("close", onClose);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
