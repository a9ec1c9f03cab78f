import type { Headers, Outcome } from "#shared/domain/exchange/exchange.ts";
import type { ComposedRequest } from "./compose-request.ts";
import { ConnectionBroken, clientCertificateMissing, isClientCertificateAlert, NotSent, systemCodeOf } from "./connection-broken.ts";
import { type Connection, KeptConnectionClosed } from "./connections.ts";
import { decodeBody } from "./decode-body.ts";
import { type BodyReader, BodyTooLarge, createBodyReader } from "./read-body.ts";
import type { Timeline } from "./timeline.ts";

/**
 * Writes a request on a connection and reads the response. Returns the outcome `answered` (complete, not redacted), `broken_off` or `too_large`.
 * Throws `ConnectionBroken` if no response began, `KeptConnectionClosed` if nothing was written, `NotSent` if undici refused the request, or the
 * signal's reason. The caller must discard the connection unless the outcome is `answered`.
 */
export function sendOnConnection(
  connection: Connection,
  request: ComposedRequest,
  options: {
    readonly method: "GET" | "POST";
    readonly url: URL;
    readonly limitBytes: number;
    readonly timeline: Timeline;
    readonly signal: AbortSignal;
  },
): Promise<Outcome> {
  const { url, timeline, limitBytes, signal } = options;
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  let answer: { readonly status: number; readonly headers: Headers; readonly reader: BodyReader } | null = null;
  let receivedBytes = 0;

  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();

  function onAllSent(): void {
    if (timeline.current !== "send") return;
    timeline.pass(`${request.body?.length ?? 0} bytes`);
    timeline.start("wait");
  }

  timeline.start("send");
  connection.client.dispatch(
    {
      method: options.method,
      path: url.pathname + url.search,
      headers: request.headers.flat(),
      body: request.body,
    },
    {
      // undici requires this handler; `send` started with `dispatch`.
      onRequestStart() {},
      onRequestSent() {
        if (connection.socket.writableNeedDrain) connection.socket.once("drain", onAllSent);
        else onAllSent();
      },
      onResponseStart(controller, status, _parsed, statusText = "") {
        if (status < 200) return;
        onAllSent();
        timeline.pass(`${status} ${statusText}`.trimEnd());
        timeline.start("receive");
        const headers = pairsOf(controller.rawHeaders);
        const encoding = headerValue(headers, "content-encoding");
        const reader = createBodyReader({ encoding, limitBytes, onDrain: () => controller.resume() });
        answer = { status, headers, reader };
        // A body whose declared length is too large is not read.
        if (encoding === "" && Number(headerValue(headers, "content-length")) > limitBytes) reader.fail(new BodyTooLarge());
        reader.done.then(
          (body) => {
            timeline.pass(`${receivedBytes} bytes`);
            const { text, wrongBytes } = decodeBody(body, headerValue(headers, "content-type"));
            resolve({
              kind: "answered",
              status,
              statusText,
              headers,
              body: text,
              bodyBytes: body.length,
              isCut: false,
              ...(wrongBytes !== undefined && { wrongBytes }),
            });
          },
          (error: unknown) => {
            if (signal.aborted) return;
            if (error instanceof BodyTooLarge) {
              timeline.fail(`more than ${limitBytes} bytes`);
              resolve({ kind: "too_large", status, headers, limitBytes });
            } else {
              timeline.fail(`cut off after ${receivedBytes} bytes`);
              resolve({ kind: "broken_off", status, headers, receivedBytes, message: describeBreak(error) });
            }
          },
        );
      },
      onResponseData(controller, chunk) {
        receivedBytes += chunk.length;
        if (answer?.reader.write(chunk) === false) controller.pause();
      },
      onResponseEnd() {
        answer?.reader.end();
      },
      onResponseError(_controller, error) {
        if (answer === null) reject(classifyFailure(error, connection.firstError(), url.host));
        else answer.reader.fail(error);
      },
    },
  );
  return promise.finally(() => signal.removeEventListener("abort", onAbort));
}

/** Classifies a failure before the response began. It is not known whether the server read the request. */
function classifyFailure(error: Error, firstError: Error | null, host: string): Error {
  if (error instanceof KeptConnectionClosed) return error;
  const code = systemCodeOf(error);
  // In TLS 1.3 a server asks for the client's certificate only after the handshake.
  if (isClientCertificateAlert(systemCodeOf(firstError))) return clientCertificateMissing(host);
  if (code === "UND_ERR_INVALID_ARG") return new NotSent(`The request could not be written: ${error.message}.`);
  // undici accepts neither 100 without being asked to wait, nor a change of the protocol.
  if (code === "UND_ERR_SOCKET" && /^bad (?:response|upgrade)$/.test(error.message))
    return badAnswer("unexpected status", `The answer of ${host} begins with a status that was not asked for (100 or 101).`);
  if (code === "UND_ERR_SOCKET" && "data" in error) return notHttp(error, host);
  if (code === "UND_ERR_SOCKET")
    return new ConnectionBroken(
      "EOF",
      "closed without an answer",
      `${host} closed the connection without an answer. It is not known whether the request was read.`,
    );
  if (code === "ECONNRESET" || code === "EPIPE")
    return new ConnectionBroken(
      code,
      "connection reset",
      `${host} reset the connection before it answered. It is not known whether the request was read.`,
    );
  if (error.name === "HTTPParserError")
    return isHttp(error) ? badAnswer("breaks HTTP", `The answer of ${host} breaks the rules of HTTP.`) : notHttp(error, host);
  if (code === "UND_ERR_HEADERS_OVERFLOW")
    return badAnswer("headers too large", `The headers in the answer of ${host} are larger than Gatescope accepts.`);
  if (code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH")
    return badAnswer("wrong length", `The answer of ${host} does not have the length that it names.`);
  return new ConnectionBroken(code, `failed (${code})`, `The connection to ${host} failed: ${error.message}`);
}

/** Describes an answer that is HTTP, but cannot be read: the server may have read the request and acted on it. */
function badAnswer(detail: string, message: string): ConnectionBroken {
  return new ConnectionBroken("BAD_ANSWER", detail, message);
}

/** True if an answer that undici's parser refused begins as HTTP does: the parser names what it expected of one that does not. */
function isHttp(error: Error): boolean {
  return !error.message.includes("Expected HTTP/");
}

/** Recognizes the protocol of a server by the first bytes that it sent instead of an HTTP answer. */
function notHttp(error: Error, host: string): ConnectionBroken {
  const sent = "data" in error && typeof error.data === "string" ? error.data : "";
  const protocol = protocols.find(({ beginning }) => beginning.test(sent));
  if (protocol === undefined)
    return new ConnectionBroken("NOT_HTTP", "not HTTP", `The answer of ${host} is not HTTP. Is this the right address and port?`);
  const { code, name } = protocol;
  return new ConnectionBroken(code, `${name}, not HTTP/1.1`, `${host} answers in ${name} and not in HTTP/1.1.`);
}

const protocols: readonly { readonly code: string; readonly name: string; readonly beginning: RegExp }[] = [
  { code: "SPEAKS_SSH", name: "SSH", beginning: /^SSH-/ },
  // A record of TLS: an alert or a handshake message, version 3.x (RFC 8446 §5.1).
  { code: "SPEAKS_TLS", name: "TLS", beginning: bytePattern("^[\\x15\\x16]\\x03[\\x00-\\x04]") },
  // A SETTINGS frame on stream 0 (RFC 9113 §3.4), or the preface of a client.
  { code: "SPEAKS_HTTP2", name: "HTTP/2", beginning: bytePattern("^(?:\\x00[^]{2}\\x04[\\x00\\x01]|PRI \\* HTTP/2)") },
  { code: "SPEAKS_MAIL_OR_FTP", name: "a mail or file transfer protocol", beginning: /^(?:220[ -]|\* OK|\+OK)/ },
];

function bytePattern(source: string): RegExp {
  return new RegExp(source);
}

function describeBreak(error: unknown): string {
  const code = systemCodeOf(error);
  if (/^(?:Z_|ZSTD_|ERR_)/.test(code)) return "The body of the answer is damaged: it does not decompress completely.";
  if (code === "ECONNRESET") return "The connection was reset in the middle of the answer.";
  if (error instanceof Error && error.name === "HTTPParserError") return "The rest of the answer is not HTTP.";
  return "The connection was closed before the answer was complete.";
}

function pairsOf(raw: unknown): Headers {
  if (!Array.isArray(raw)) return [];
  const texts = raw.map((part) => (Buffer.isBuffer(part) ? part.toString("latin1") : String(part)));
  return texts.flatMap((name, index): Headers => (index % 2 === 0 ? [[name, texts[index + 1] ?? ""]] : []));
}

function headerValue(headers: Headers, name: string): string {
  return headers
    .filter(([each]) => each.length === name.length && each.toLowerCase() === name)
    .map(([, value]) => value)
    .join(", ");
}
