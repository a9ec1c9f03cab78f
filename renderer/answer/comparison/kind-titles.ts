import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";

/** The kinds of a comparison in the order of the screen. */
export const kindTitles: readonly { readonly kind: ExplainedKind; readonly title: string }[] = [
  { kind: "gate", title: "Gates" },
  { kind: "experiment", title: "Experiments" },
  { kind: "layer", title: "Layers" },
  { kind: "config", title: "Configs" },
];
