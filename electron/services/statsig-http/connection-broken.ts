/** A hop failed. `systemCode` is the system's error code, `detail` a short text for the hop, and the message a sentence for the person. */
export class ConnectionBroken extends Error {
  readonly systemCode: string;
  readonly detail: string;
  constructor(systemCode: string, detail: string, message: string) {
    super(message);
    this.name = "ConnectionBroken";
    this.systemCode = systemCode;
    this.detail = detail;
  }
}

/** A request was refused before anything was sent. The message says why and what to do. */
export class NotSent extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "NotSent";
  }
}

/** Returns the failure of a server that accepts only clients with a certificate. */
export function clientCertificateMissing(host: string): ConnectionBroken {
  return new ConnectionBroken("WANTS_CLIENT_CERTIFICATE", "wants a client certificate", `${host} requires a client certificate.`);
}

/** True for the codes of TLS alerts that a server sends about the certificate of a client (RFC 8446 §6.2). This client has none. */
export function isClientCertificateAlert(systemCode: string): boolean {
  return /^ERR_SSL_.*ALERT_(?:CERTIFICATE_REQUIRED|NO_CERTIFICATE|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_UNKNOWN|UNKNOWN_CA|ACCESS_DENIED)$/.test(
    systemCode,
  );
}

/** Returns the system's code of an error, such as `ECONNREFUSED`; for an `AggregateError`, that of the first error. */
export function systemCodeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return systemCodeOf(error.errors[0]);
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return "UNKNOWN";
}
