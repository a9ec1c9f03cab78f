import { create } from "zustand";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { ExposurePreview } from "#shared/domain/events/exposure-preview.ts";

/** The chosen names and the last report. Kept in memory, so that switching screens loses neither. */
interface SupportView {
  /** Choices such as `gate checkout_v2`; empty for all known names. */
  readonly chosen: readonly string[];
  readonly report: { readonly preview: ExposurePreview; readonly request: EvaluationRequest } | null;
}

export const useSupport = create<SupportView>()(() => ({ chosen: [], report: null }));

export const setSupport = useSupport.setState;
