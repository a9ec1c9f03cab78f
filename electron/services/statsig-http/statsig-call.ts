import type { Endpoint, Headers } from "#shared/domain/exchange/exchange.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import type { ProjectNetwork } from "#shared/domain/project/project.ts";
import type { Secret } from "../keys/secret.ts";

/** One request to Statsig, or to a proxy or mock of Statsig. */
export interface StatsigCall {
  readonly endpoint: Endpoint;
  readonly method: "GET" | "POST";
  /** The complete address; with `keyPlacement: "path"` it contains `{key}`. */
  readonly url: string;
  /** The origins that this key may be sent to. Any other address is refused before anything is sent. */
  readonly allowedOrigins: readonly string[];
  readonly key: Secret | null;
  /** Says where the key is sent: in the header `statsig-api-key`, or in the path (definitions and ID lists, statsig-http.md §0). */
  readonly keyPlacement: "header" | "path";
  readonly body: JsonValue | null;
  /** The body as JSON in UTF-8, if the caller has it in this form. Replaces `body`; the exchange contains no body, because the caller has it. */
  readonly bodyBytes?: Uint8Array;
  /** The ID of the exchange, if it must be known before the request is sent. */
  readonly exchangeId?: string;
  /** Additional headers. */
  readonly headers?: Headers;
  readonly network: ProjectNetwork;
  /** The maximum size of the body after decompression; 64 MB by default. */
  readonly limitBytes?: number;
  /** The timeout of the whole request; the project's by default. */
  readonly timeoutMs?: number;
  /** Other secrets to mask in the exchange. */
  readonly mask?: readonly string[];
}
