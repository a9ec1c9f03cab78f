import { ActionIcon, NativeSelect, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { CannotRestore, useListUndo } from "#renderer/ui/undo.ts";
import type { SecondaryExposure } from "#shared/domain/evaluation/secondary-exposure.ts";
import type { Finding } from "#shared/domain/events/event-findings.ts";
import { draftsLabels } from "../drafts-labels.ts";
import { Findings, findingsAt, severityOf } from "./field.tsx";
import classes from "./form.module.css";

/** Edits the secondary exposures: gates that were evaluated for this event or exposure. */
export function SecondaryRows<Draft>({
  exposures,
  findings,
  onChange,
  onFix,
}: {
  exposures: readonly SecondaryExposure[];
  findings: readonly Finding<Draft>[];
  onChange: (exposures: SecondaryExposure[]) => void;
  onFix: (draft: Draft) => void;
}) {
  const change = (at: number, part: Partial<SecondaryExposure>) =>
    onChange(exposures.map((exposure, other) => (other === at ? { ...exposure, ...part } : exposure)));
  const offerUndo = useListUndo({ exposures, onChange });
  const removeAt = (at: number, subject: string) => {
    const rest = exposures.filter((_, other) => other !== at);
    onChange(rest);
    offerUndo(subject, (now) => {
      if (JSON.stringify(now.exposures) !== JSON.stringify(rest)) throw new CannotRestore("the list was changed since.");
      now.onChange([...exposures]);
    });
  };
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>
        Secondary exposures <span>{exposures.length === 0 ? "gates evaluated for it; usually none" : "gates evaluated for it"}</span>
      </legend>
      {exposures.map(({ gate, gateValue, ruleID }, at) => {
        const about = findingsAt(findings, "secondaryExposures", String(at));
        const subject = gate === "" ? `secondary exposure ${at + 1}` : gate;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its position; its gate changes with every key
          <div key={at} className={classes.triple} data-severity={severityOf(about)}>
            <TextInput
              classNames={{ input: classes.data ?? "" }}
              aria-label={`Gate of secondary exposure ${at + 1}`}
              placeholder="gate"
              spellCheck={false}
              value={gate}
              onChange={(event) => change(at, { gate: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label={`Outcome of ${subject}`}
              value={gateValue}
              data={[
                { value: "true", label: "passes" },
                { value: "false", label: "fails" },
                ...(gateValue === "true" || gateValue === "false"
                  ? []
                  : [{ value: gateValue, label: gateValue === "" ? "empty" : gateValue }]),
              ]}
              onChange={(event) => change(at, { gateValue: event.currentTarget.value })}
            />
            <TextInput
              classNames={{ input: classes.data ?? "" }}
              aria-label={`Rule ID of ${subject}`}
              placeholder="rule ID"
              spellCheck={false}
              value={ruleID}
              onChange={(event) => change(at, { ruleID: event.currentTarget.value })}
            />
            <ActionIcon size={24} aria-label={`Remove ${subject}`} onClick={() => removeAt(at, subject)}>
              <X size={13} aria-hidden />
            </ActionIcon>
            <Findings findings={about} onFix={onFix} />
          </div>
        );
      })}
      <button type="button" className={classes.add} onClick={() => onChange([...exposures, { gate: "", gateValue: "true", ruleID: "" }])}>
        <Plus size={12} aria-hidden /> {draftsLabels.addGate}
      </button>
    </fieldset>
  );
}
