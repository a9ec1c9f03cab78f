import { TextInput } from "@mantine/core";
import { type Ref, useId } from "react";
import { Segments } from "#renderer/ui/segments.tsx";
import classes from "./project-detail.module.css";
import type { FormProblems, ProjectForm } from "./project-form.ts";
import { projectsLabels } from "./projects-labels.ts";

const proxyModes = [
  { value: "system", label: "This machine’s" },
  { value: "direct", label: projectsLabels.noProxy },
  { value: "url", label: projectsLabels.otherProxy },
] as const;

/** How requests leave the machine: proxy, further authorities to trust, how long to wait. */
export function NetworkFields({
  ref,
  form,
  problems,
  onChange,
}: {
  ref: Ref<HTMLElement>;
  form: ProjectForm;
  problems: FormProblems;
  onChange: (form: ProjectForm) => void;
}) {
  const id = useId();
  return (
    <section ref={ref}>
      <h3 className={classes.h}>
        Network<span>the system’s proxy and trust, unless you say otherwise</span>
      </h3>
      <div className={classes.fields}>
        <div className={classes.field}>
          <span className={classes.label}>{projectsLabels.proxy}</span>
          <div>
            <div className={classes.inline}>
              <Segments
                label={projectsLabels.proxy}
                choices={proxyModes}
                value={form.proxyMode}
                onChange={(proxyMode) => onChange({ ...form, proxyMode })}
              />
              {form.proxyMode === "url" && (
                <TextInput
                  aria-label={projectsLabels.proxyAddress}
                  value={form.proxyUrl}
                  error={problems.proxyUrl}
                  placeholder="http://proxy.example:3128"
                  className={classes.mono ?? ""}
                  style={{ flex: 1 }}
                  spellCheck={false}
                  autoComplete="off"
                  onChange={(event) => onChange({ ...form, proxyUrl: event.currentTarget.value })}
                />
              )}
            </div>
          </div>
        </div>
        <div className={classes.field}>
          <label htmlFor={`${id}-ca`}>Trusted CA file</label>
          <div>
            <TextInput
              id={`${id}-ca`}
              value={form.caFile}
              error={problems["network.caFile"]}
              placeholder="none besides the system’s"
              aria-describedby={`${id}-ca-note`}
              className={classes.mono ?? ""}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => onChange({ ...form, caFile: event.currentTarget.value })}
            />
            <p id={`${id}-ca-note`} className={classes.note}>
              The path of a PEM file on this machine, for a proxy that opens TLS. Its authorities are trusted for this project only.
            </p>
          </div>
        </div>
        <div className={classes.field}>
          <label htmlFor={`${id}-wait`}>{projectsLabels.waitAtMost}</label>
          <div className={classes.inline}>
            <TextInput
              id={`${id}-wait`}
              value={form.waitSeconds}
              error={problems.waitSeconds}
              inputMode="decimal"
              className={classes.short ?? ""}
              onChange={(event) => onChange({ ...form, waitSeconds: event.currentTarget.value })}
            />
            <span className="second">seconds for an answer</span>
          </div>
        </div>
      </div>
    </section>
  );
}
