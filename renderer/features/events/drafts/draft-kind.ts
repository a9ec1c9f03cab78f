import type { ReactNode } from "react";
import type { DataColumn } from "#renderer/ui/data-table.tsx";
import type { Finding, FindingContext } from "#shared/domain/events/event-findings.ts";
import type { DraftsRead } from "#shared/domain/events/event-json.ts";
import type { Sending, WrittenKind } from "#shared/domain/events/statsig-event.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";

/** A draft with its position in the list and its findings. */
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

/** The parts in which the composers of events and of exposures differ. */
export interface DraftKind<Draft> {
  readonly what: WrittenKind;
  readonly noun: "event" | "exposure";
  /** Path of the endpoint that accepts them, below the events host. */
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
