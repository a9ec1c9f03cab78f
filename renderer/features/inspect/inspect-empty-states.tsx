import { Button } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Chord } from "#renderer/ui/kbd.tsx";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { Project } from "#shared/domain/project/project.ts";
import type { InspectTab } from "./inspect-head.tsx";

/** A project that cannot be asked yet. */
export function NoKeyState({ project, onAddKey }: { project: Project; onAddKey: () => void }) {
  return (
    <EmptyState
      title={`${project.name} has no key yet`}
      actions={
        <Button leftSection={<KeyRound size={14} aria-hidden />} onClick={onAddKey}>
          Add a key…
        </Button>
      }
    >
      <p>
        Statsig answers only to a key of the project. A server secret can ask for everything; a client key is enough to look. It is sealed
        on this machine, and sent only to this project’s hosts.
      </p>
    </EmptyState>
  );
}

const purposes: Record<EntityKind, { title: string; lead: string }> = {
  gate: {
    title: "Does this gate let them in?",
    lead: "Type the name of a gate, or several with commas between: up to 100 are asked for in one call.",
  },
  config: {
    title: "Which value does this config have for them?",
    lead: "Type the name of a dynamic config to see the value it gives, and the rule that gave it.",
  },
  experiment: {
    title: "Which group are they in?",
    lead: "Type the name of an experiment or autotune to see the group and the values that come with it.",
  },
  layer: {
    title: "What does this layer give them?",
    lead: "Type the name of a layer to see its values, and the experiment that holds this person’s slot.",
  },
  ranked: {
    title: "How are the variants ranked for them?",
    lead: "Type the name of a contextual autotune to see its variants, best first, with their scores.",
  },
};

/** What this place is for, in a sentence, while nothing has been asked. */
export function NotCheckedState({ tab }: { tab: InspectTab }) {
  const { title, lead } =
    tab === "everything"
      ? {
          title: "What do they get, all in all?",
          lead: "One table with every gate, experiment, layer and config of this person. Nothing is logged by it.",
        }
      : purposes[tab];
  return (
    <EmptyState title={title}>
      <p>
        {lead} <Chord chord="Mod+Enter" /> asks.
      </p>
    </EmptyState>
  );
}
