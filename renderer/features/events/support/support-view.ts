import { create } from "zustand";
import type { ExposurePreview } from "#shared/domain/events/exposure-preview.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";

/** What support looked at last: kept while the page lives, so that going elsewhere and back loses nothing. */
interface SupportView {
  /** `gate checkout_v2`; none stands for everything that is known. */
  readonly chosen: readonly string[];
  readonly report: { readonly preview: ExposurePreview; readonly user: StatsigUser } | null;
}

export const useSupport = create<SupportView>()(() => ({ chosen: [], report: null }));

export const setSupport = useSupport.setState;
