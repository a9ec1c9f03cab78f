import { create } from "zustand";
import type { AskedRequest } from "#shared/domain/evaluation/request-change.ts";
import type { ExposurePreview } from "#shared/domain/events/exposure-preview.ts";
import type { SupportPart } from "./support-lines.ts";

/** The chosen names, the last report and its filter. Kept in memory, so that switching screens loses none of them. */
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
}

const initial: SupportView = { chosen: [], report: null, filter: "", part: null, lines: new Set(), sinceId: null };

export const useSupport = create<SupportView>()(() => initial);

export const setSupport = useSupport.setState;

/** Begins anew for another person: all names, no filter. The report of the person before stays until the next one arrives. */
export function resetSupport(): void {
  setSupport({ ...initial, report: useSupport.getState().report });
}

export function toggleLine(id: string): void {
  setSupport(({ lines }) => {
    const next = new Set(lines);
    if (!next.delete(id)) next.add(id);
    return { lines: next };
  });
}
