import { Button } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { Project } from "#shared/domain/project/project.ts";
import type { InspectTab } from "./inspect-head.tsx";
import { inspectLabels } from "./inspect-labels.ts";

/** Shown while the current project has no key. */
export function NoKeyState({ project, onAddKey }: { project: Project; onAddKey: () => void }) {
  return (
    <EmptyState
      title={inspectLabels.noKey(project.name)}
      actions={
        <Button leftSection={<KeyRound size={14} aria-hidden />} onClick={onAddKey}>
          Add a key…
        </Button>
      }
    >
      <p>
        Statsig needs one of the project’s keys. A server secret key can do everything here; a client key is enough for checks. The key
        stays on this machine and is sent only to this project’s addresses.
      </p>
    </EmptyState>
  );
}

const emptyTexts: Record<EntityKind, { title: string; lead: string }> = {
  gate: {
    title: "Does this user pass?",
    lead: "Type the name of a gate, or up to 100 names separated by commas.",
  },
  config: {
    title: "Which value does this user get?",
    lead: "Type the name of a dynamic config to see its value for this user and the rule that set it.",
  },
  experiment: {
    title: "Which group is this user in?",
    lead: "Type the name of an experiment or autotune to see the group and its values.",
  },
  layer: {
    title: "Which layer values does this user get?",
    lead: "Type the name of a layer to see its values, and which of its experiments this user is in.",
  },
  ranked: {
    title: "How are the variants ranked for this user?",
    lead: "Type the name of a contextual autotune to see its variants, best first, with their scores.",
  },
};

/** Says what the tab is for until the first check. */
export function NotCheckedState({ tab }: { tab: Exclude<InspectTab, "store"> }) {
  const { title, lead } =
    tab === "everything"
      ? {
          title: "Everything this user gets",
          lead: "Checks every gate, experiment, layer and config, and shows them in one table. Nothing is logged.",
        }
      : emptyTexts[tab];
  return (
    <EmptyState title={title}>
      <p>
        {lead} Press <Chord chord="Mod+Enter" /> to check.
      </p>
    </EmptyState>
  );
}
