import type { Opinion } from "#shared/domain/explanation/agreement.ts";

/** The label of each source, the same as its provenance label. */
export const opinionText: Record<Opinion["by"], string> = {
  live: "live",
  explained_here: "explained here",
  initialize: "initialize",
  sandbox: "sandbox",
};
