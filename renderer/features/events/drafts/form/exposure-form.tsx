import { Autocomplete, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { NoNames } from "#renderer/answer/known-names/no-names.tsx";
import { orpc } from "#renderer/host/client.ts";
import { useProjectId } from "#renderer/session/session.ts";
import { Segments } from "#renderer/ui/segments.tsx";
import { blankExposure, type ExposureDraft } from "#shared/domain/events/statsig-event.ts";
import type { DraftFormProps } from "../draft-kind.ts";
import { Field, findingsAt } from "./field.tsx";
import classes from "./form.module.css";
import { SecondaryRows } from "./secondary-rows.tsx";
import { TimeAndUserFields } from "./time-and-user-fields.tsx";

/** The form for one exposure. */
export function ExposureForm({ draft, findings, onChange }: DraftFormProps<ExposureDraft>) {
  const names = useNamesFor(draft.kind);
  const nameField = draft.kind === "gate" ? "gateName" : "experimentName";
  const markField = draft.mark.by === "group" ? "group" : "ruleID";
  return (
    <div className={classes.form}>
      <Field label="Exposed" findings={[]} onFix={onChange}>
        <Segments
          label="What was exposed"
          value={draft.kind}
          onChange={(kind) => onChange(asKind(draft, kind))}
          choices={[
            { value: "gate", label: "Gate" },
            { value: "experiment", label: "Experiment or config" },
          ]}
        />
      </Field>
      <Field label={draft.kind === "gate" ? "Gate" : "Experiment"} findings={findingsAt(findings, nameField)} onFix={onChange}>
        <Autocomplete
          className={classes.wide ?? ""}
          classNames={{ input: classes.data ?? "" }}
          aria-label={draft.kind === "gate" ? "Name of the gate" : "Name of the experiment"}
          placeholder={draft.kind === "gate" ? "checkout_v2" : "checkout_trust_badges"}
          data={names ?? []}
          limit={12}
          spellCheck={false}
          value={draft.name}
          onChange={(name) => onChange({ ...draft, name })}
        />
        {names?.length === 0 && <NoNames />}
      </Field>
      {draft.kind === "gate" && (
        <Field label="Outcome" findings={findingsAt(findings, "passes")} onFix={onChange}>
          <Segments
            label="Outcome of the gate"
            value={draft.passes === null ? null : draft.passes ? "true" : "false"}
            onChange={(outcome) => onChange({ ...draft, passes: outcome === "true" })}
            choices={[
              { value: "true", label: "Passes" },
              { value: "false", label: "Fails" },
            ]}
          />
        </Field>
      )}
      <Field label="Rule or group" findings={findingsAt(findings, markField)} onFix={onChange}>
        <Segments
          label="Identify by"
          value={draft.mark.by}
          onChange={(by) => onChange({ ...draft, mark: { by, text: draft.mark.text } })}
          choices={[
            { value: "group", label: "Group name" },
            { value: "rule", label: "Rule ID" },
          ]}
        />
        <TextInput
          className={classes.grow ?? ""}
          classNames={{ input: classes.data ?? "" }}
          aria-label={draft.mark.by === "group" ? "Group name, as in the console" : "Rule ID"}
          placeholder={draft.mark.by === "group" ? "as in the console" : "optional"}
          spellCheck={false}
          value={draft.mark.text}
          onChange={(event) => onChange({ ...draft, mark: { ...draft.mark, text: event.currentTarget.value } })}
        />
      </Field>
      <TimeAndUserFields draft={draft} findings={findings} onChange={onChange} />
      <SecondaryRows
        exposures={draft.secondaryExposures}
        findings={findingsAt(findings, "secondaryExposures")}
        onChange={(secondaryExposures) => onChange({ ...draft, secondaryExposures })}
        onFix={onChange}
      />
    </div>
  );
}

function asKind(draft: ExposureDraft, kind: ExposureDraft["kind"]): ExposureDraft {
  if (draft.kind === kind) return draft;
  const { name, time, user, secondaryExposures } = draft;
  const mark = draft.mark.text === "" ? blankExposure(kind).mark : draft.mark;
  return { ...blankExposure(kind), name, mark, time, user, secondaryExposures };
}

/** Returns the known names that can be exposed as this kind; undefined while they are loaded. Dynamic configs are exposed as experiments. */
function useNamesFor(kind: ExposureDraft["kind"]): string[] | undefined {
  const projectId = useProjectId();
  const known = useQuery(orpc.catalog.names.queryOptions({ input: { projectId }, staleTime: 0 })).data?.names;
  if (known === undefined) return undefined;
  const kinds: readonly string[] = kind === "gate" ? ["gate"] : ["experiment", "config"];
  return [...new Set(known.filter((each) => kinds.includes(each.kind)).map(({ name }) => name))];
}
