import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { HistoryEntry, RequestContext } from "#shared/domain/history/history-entry.ts";
import { answerWith } from "./answer.ts";

/** Creates an exchange as the history receives it. Without `changes`: Lena passes `checkout_v2` in staging. */
export function createHistoryEntry(
  id: string,
  changes: { readonly context?: Partial<RequestContext>; readonly exchange?: Partial<Exchange>; readonly answers?: Answer[] } = {},
): Omit<HistoryEntry, "row"> {
  const names = changes.context?.names ?? ["checkout_v2"];
  const user = changes.context?.user ?? { userID: "u-1036", email: "lena@example.de", customIDs: { stableID: "dev-36" } };
  return {
    context: {
      projectId: "shop",
      projectName: "Lumen & Loom",
      tier: "staging",
      purpose: "check",
      kind: "gate",
      names,
      user,
      userLabel: "Lena, Hamburg",
      keyId: "key-1",
      keyKind: "server",
      keyLastFour: "4f2a",
      isLogging: false,
      ...changes.context,
    },
    exchange: {
      id,
      atMs: Date.UTC(2026, 10, 23, 12),
      endpoint: "check_gate",
      method: "POST",
      url: "https://api.statsig.com/v1/check_gate",
      request: {
        headers: [["statsig-api-key", "secret-••••••••4f2a"]],
        body: JSON.stringify({ gateName: names[0], user }),
        bodyBytes: 120,
      },
      outcome: {
        kind: "answered",
        status: 200,
        statusText: "OK",
        headers: [["content-type", "application/json"]],
        body: JSON.stringify({ name: names[0], value: true, rule_id: "7F5L5Geys1rk", group_name: "Germany pilot" }),
        bodyBytes: 118,
        isCut: false,
      },
      timing: { phases: [{ name: "wait", ms: 41.6 }], totalMs: 77, isReusedConnection: false, via: "direct" },
      hops: [],
      ...changes.exchange,
    },
    answers:
      changes.answers ?? names.map((name) => answerWith({ name, state: "pass", groupName: "Germany pilot", ruleId: "7F5L5Geys1rk" })),
  };
}
