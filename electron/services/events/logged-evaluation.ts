import { stateWord } from "#shared/domain/answers/answer-words.ts";
import type { Asking } from "#shared/domain/asking.ts";
import type { Answer } from "#shared/domain/evaluation.ts";
import type { Exchange } from "#shared/domain/exchange.ts";
import type { Project } from "#shared/domain/project.ts";
import { countedTier, sentUser } from "#shared/domain/statsig-event.ts";
import { unitIds } from "#shared/domain/statsig-user.ts";
import { readEnding } from "./outbox/ending.ts";
import { sheetOf } from "./outbox/ledger-sheet.ts";
import type { LoggedEvaluation } from "./outbox/outbox-calls.ts";

/** An evaluation that was asked for with Logging on: an exchange, and an answer for each of its names. */
export interface AskedWithLogging {
  readonly project: Project;
  readonly asking: Asking;
  readonly exchange: Exchange;
  readonly answers: readonly Answer[];
}

const exposing: ReadonlySet<Exchange["endpoint"]> = new Set(["check_gate", "get_config", "get_layer"]);

/** Returns the exposures that an evaluation logged, or may have logged. Null if there are none (statsig-http.md §8). */
export function loggedEvaluation({ project, asking, exchange, answers }: AskedWithLogging): LoggedEvaluation | null {
  if (!asking.isLogging || !exposing.has(exchange.endpoint)) return null;
  const { kind } = readEnding(exchange, exchange.atMs);
  if (kind !== "delivered" && kind !== "lost") return null;
  const sent = sentUser(null, asking);
  const tier = countedTier(sent);
  const units = unitIds(sent);
  return {
    atMs: exchange.atMs,
    projectId: project.id,
    projectName: project.name,
    exchangeId: exchange.id,
    outcome: kind === "delivered" ? "delivered" : "may_have_arrived",
    sheet: sheetOf(
      answers.map((answer) => ({
        name: answer.name,
        detail: kind === "delivered" ? `${answer.kind}, ${stateWord(answer)}` : answer.kind,
        tier,
        userLabel: asking.userLabel,
        units,
        row: null,
      })),
    ),
  };
}
