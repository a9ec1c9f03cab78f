import { create } from "zustand";
import type { AskedRequest } from "#shared/domain/evaluation/request-change.ts";
import type { ExposurePreview } from "#shared/domain/events/exposure-preview.ts";
import type { SupportPart } from "./support-lines.ts";
import type { ReportState } from "./support-status.tsx";

/** The chosen names, the last report, its filter and the check that runs. Kept in memory, so that switching screens loses none of them. */
interface SupportView {
  /** Choices such as `gate checkout_v2`; empty for all known names. */
  readonly chosen: readonly string[];
  readonly report: { readonly preview: ExposurePreview; readonly request: AskedRequest } | null;
  readonly filter: string;
  /** Only lines of this part; null for all. */
  readonly part: SupportPart | null;
  /** The lines chosen for the case and the reply; empty for all that are shown. */
  readonly lines: ReadonlySet<string>;
  /** The kept version of the rules since which changes are shown; null for the one before the newest. */
  readonly sinceId: string | null;
  readonly state: ReportState;
}

const initial: SupportView = { chosen: [], report: null, filter: "", part: null, lines: new Set(), sinceId: null, state: { is: "idle" } };

export const useSupport = create<SupportView>()(() => initial);

export const setSupport = useSupport.setState;

/** Ends a check that runs. Its report is not shown. */
export function endSupportCheck(): void {
  const { state } = useSupport.getState();
  if (state.is === "checking") state.abort.abort();
  setSupport({ state: { is: "idle" } });
}

/** Begins anew for another person: all names, no filter, and no check. The report of the person before stays until the next one arrives. */
export function resetSupport(): void {
  endSupportCheck();
  setSupport({ ...initial, report: useSupport.getState().report });
}

export function toggleLine(id: string): void {
  setSupport(({ lines }) => {
    const next = new Set(lines);
    if (!next.delete(id)) next.add(id);
    return { lines: next };
  });
}
