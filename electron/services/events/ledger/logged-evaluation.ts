import { stateWord } from "#shared/domain/evaluation/answer-words.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { Asking } from "#shared/domain/evaluation/evaluation-request.ts";
import { countedTier, sentUser } from "#shared/domain/events/statsig-event.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { unitIds } from "#shared/domain/user/statsig-user.ts";
import { sheetOf } from "../database/ledger-batch.ts";
import type { LoggedEvaluation } from "../database/outbox-calls.ts";
import { readEnding } from "../outbox/delivery-outcome.ts";

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
