import { answerSentence } from "#shared/domain/evaluation/answer-text.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { ExposurePreview } from "#shared/domain/events/exposure-preview.ts";
import { exposurePreviewText } from "#shared/domain/events/exposure-preview-text.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { hidePrivate } from "#shared/domain/explanation/hide-private.ts";

/** The report as text to copy: without a key, and without the values of the user's private attributes. */
export function copiedReport(preview: ExposurePreview, { user }: Pick<EvaluationRequest, "user">): string {
  const rows = preview.rows.map((row) => ({ ...row, answer: hidePrivate(row.answer, null, user).answer }));
  return redactText(exposurePreviewText({ ...preview, rows }));
}

/** The sentence of one answer to copy, likewise. */
export function copiedSentence(answer: Answer, { user, userLabel, tier }: Pick<EvaluationRequest, "user" | "userLabel" | "tier">): string {
  return redactText(answerSentence(hidePrivate(answer, null, user).answer, userLabel, tier));
}
