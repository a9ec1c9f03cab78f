import type { JsonObject } from "#shared/domain/json/json.ts";

/** Answers a request with an error, in the body shape of Statsig's backend: `{"status":…,"message":"…"}` (statsig-http.md §7.2). */
export class Refusal extends Error {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.body = { status, message };
    this.headers = headers;
  }
}
