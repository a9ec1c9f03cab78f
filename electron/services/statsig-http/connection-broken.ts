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

/** Returns the system's code of an error, such as `ECONNREFUSED`; for an `AggregateError`, that of the first error. */
export function systemCodeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return systemCodeOf(error.errors[0]);
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return "UNKNOWN";
}
