import { TextInput } from "@mantine/core";
import { useId } from "react";
import { Segments } from "#renderer/ui/segments.tsx";
import classes from "./project-detail.module.css";
import type { FormProblems, ProjectForm } from "./project-form.ts";
import { projectParts } from "./project-part.ts";
import { projectsLabels } from "./projects-labels.ts";

const proxyModes = [
  { value: "system", label: "System" },
  { value: "direct", label: projectsLabels.noProxy },
  { value: "url", label: projectsLabels.customProxy },
] as const;

/** Edits the network settings of a project: proxy, additional certificate authorities, request timeout. */
export function NetworkFields({
  form,
  problems,
  onChange,
}: {
  form: ProjectForm;
  problems: FormProblems;
  onChange: (form: ProjectForm) => void;
}) {
  const id = useId();
  return (
    <section data-part={projectParts.network}>
      <h3 className={classes.h}>
        Network<span>uses the system’s proxy and certificates by default</span>
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
              placeholder="system certificates only"
              aria-describedby={`${id}-ca-note`}
              className={classes.mono ?? ""}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => onChange({ ...form, caFile: event.currentTarget.value })}
            />
            <p id={`${id}-ca-note`} className={classes.note}>
              Path of a PEM file on this machine, for a proxy that inspects TLS. Its certificates are trusted for this project only.
            </p>
          </div>
        </div>
        <div className={classes.field}>
          <label htmlFor={`${id}-timeout`}>{projectsLabels.requestTimeout}</label>
          <div className={classes.inline}>
            <TextInput
              id={`${id}-timeout`}
              value={form.timeoutSeconds}
              error={problems.timeoutSeconds}
              inputMode="decimal"
              className={classes.short ?? ""}
              onChange={(event) => onChange({ ...form, timeoutSeconds: event.currentTarget.value })}
            />
            <span className="second">seconds</span>
          </div>
        </div>
      </div>
    </section>
  );
}
