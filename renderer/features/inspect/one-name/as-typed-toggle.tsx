import { Button } from "@mantine/core";
import { Keyboard } from "lucide-react";
import { useHasRules } from "#renderer/answer/explain/explain.queries.ts";
import { setExplainingAsTyped, useSession } from "#renderer/session/session.ts";
import { inspectLabels } from "../inspect-labels.ts";
import classes from "./as-typed-toggle.module.css";

/** Switches the explanation of edits on and off. Shown only where rules are loaded. */
export function AsTypedToggle({ projectId }: { projectId: string }) {
  const isOn = useSession((state) => state.isExplainingAsTyped);
  const hasRules = useHasRules(projectId);
  if (!hasRules) return null;
  return (
    <Button
      variant="default"
      className={classes.toggle ?? ""}
      aria-pressed={isOn}
      aria-label={inspectLabels.explainAsIType}
      title="Explain edits of the user here, before anything is sent"
      leftSection={<Keyboard size={15} aria-hidden />}
      onClick={() => setExplainingAsTyped(!isOn)}
    >
      <span className={classes.long}>{inspectLabels.explainAsIType}</span>
      <span className={classes.short}>As I type</span>
    </Button>
  );
}
