/** A hop on the way to Statsig broke. `code` is the system's, `detail` a few words for the hop, the message a sentence for the person. */
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

/** Refused before anything left this machine; the message says why and what to do. */
export class NotSent extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "NotSent";
  }
}

/** The system's code of an error (`ECONNREFUSED`); of several attempts that failed together, the first one's. */
export function systemCodeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return systemCodeOf(error.errors[0]);
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return "UNKNOWN";
}
