import type { ReactNode } from "react";
import type { DataColumn } from "#renderer/ui/data-table.tsx";
import type { Finding, FindingContext } from "#shared/domain/events/event-findings.ts";
import type { DraftsRead } from "#shared/domain/events/event-json.ts";
import type { Sending, WrittenKind } from "#shared/domain/events/statsig-event.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";

/** A draft with what is to be said of it, at its position in the list. */
export interface DraftLine<Draft> {
  readonly at: number;
  readonly draft: Draft;
  readonly findings: readonly Finding<Draft>[];
}

export interface DraftFormProps<Draft> {
  readonly draft: Draft;
  readonly findings: readonly Finding<Draft>[];
  readonly onChange: (draft: Draft) => void;
}

/** What events and exposures have in common for whoever composes them, and where they differ. */
export interface DraftKind<Draft> {
  readonly what: WrittenKind;
  readonly noun: "event" | "exposure";
  /** The call that takes them, as the path of its address. */
  readonly path: string;
  readonly nameOf: (draft: Draft) => string;
  readonly ownUser: (draft: Draft) => StatsigUser | null;
  readonly blank: () => Draft;
  readonly toJson: (draft: Draft) => JsonObject;
  readonly read: (text: string) => DraftsRead<Draft>;
  readonly problems: (draft: Draft, context: FindingContext) => readonly Finding<Draft>[];
  readonly body: (drafts: readonly Draft[], sending: Sending) => JsonObject;
  readonly columns: readonly DataColumn<DraftLine<Draft>>[];
  readonly form: (props: DraftFormProps<Draft>) => ReactNode;
}
