import type { Exchange, Outcome } from "#shared/domain/exchange/exchange.ts";

/** Builds a complete exchange from its outcome. The default is a check of one gate. */
export function exchangeWith(outcome: Outcome, facts: Partial<Exchange> = {}): Exchange {
  return {
    id: "01938f6e-0000-7000-8000-000000000001",
    atMs: Date.UTC(2026, 10, 23, 12, 4, 31),
    endpoint: "check_gate",
    method: "POST",
    url: "https://api.statsig.com/v1/check_gate",
    request: { headers: [], body: null, bodyBytes: 0 },
    outcome,
    timing: { phases: [], totalMs: 84, isReusedConnection: false, via: "direct" },
    hops: [],
    ...facts,
  };
}

/** Builds the outcome of an exchange that was answered. Its reader gets the whole body beside the exchange. */
export function answeredWith(status: number, headers: [string, string][] = []): Outcome {
  return { kind: "answered", status, statusText: "", headers, body: "", bodyBytes: 0, isCut: false };
}
