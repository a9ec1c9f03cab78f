import { Button, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { addressLabels } from "#shared/domain/project/address-labels.ts";
import { type ProjectHosts, statsigHosts } from "#shared/domain/project/project.ts";
import classes from "./project-detail.module.css";
import { type FormProblems, hostsOnOneAddress, isStatsigDefault, type ProjectForm, singleHostProblem } from "./project-form.ts";
import { projectParts } from "./project-part.ts";
import { projectsLabels } from "./projects-labels.ts";

const addresses: readonly { name: keyof ProjectHosts; label: string; note: string }[] = [
  { name: "api", label: addressLabels.api, note: "check_gate, get_config, get_layer and get_ranked_list; ends in /v1" },
  { name: "events", label: addressLabels.events, note: "log_event and log_custom_exposure; ends in /v1" },
  { name: "initialize", label: addressLabels.initialize, note: "everything for one user, with a client key; ends in /v1" },
  { name: "cdn", label: addressLabels.cdn, note: "download_config_specs and ID lists; without /v1, because /v2 is used too" },
  { name: "console", label: addressLabels.console, note: "rule names, overrides and versions, with a console key; ends in /console/v1" },
];

/** Edits the addresses of a project: Statsig's by default, or those of a proxy or a mock. */
export function AddressFields({
  form: { hosts, singleHost },
  problems,
  onChange,
}: {
  form: Pick<ProjectForm, "hosts" | "singleHost">;
  problems: FormProblems;
  onChange: (changed: Partial<Pick<ProjectForm, "hosts" | "singleHost">>) => void;
}) {
  return (
    <section data-part={projectParts.hosts}>
      <h3 className={classes.h}>
        Addresses
        <span>its keys are sent only to these</span>
        {!isStatsigDefault(hosts) && (
          <button type="button" className="link" onClick={() => onChange({ hosts: { ...statsigHosts } })}>
            Reset to Statsig’s addresses
          </button>
        )}
      </h3>
      <div className={classes.fields}>
        {addresses.map((address) => (
          <AddressField
            key={address.name}
            {...address}
            value={hosts[address.name]}
            problem={problems[`hosts.${address.name}`]}
            onChange={(text) => onChange({ hosts: { ...hosts, [address.name]: text } })}
          />
        ))}
        <SingleHostForm
          text={singleHost}
          problem={problems.singleHost}
          onType={(text) => onChange({ singleHost: text })}
          onUse={(used) => onChange({ hosts: used, singleHost: "" })}
        />
      </div>
    </section>
  );
}

function AddressField({
  label,
  note,
  value,
  problem,
  onChange,
}: {
  label: string;
  note: string;
  value: string;
  problem: string | undefined;
  onChange: (text: string) => void;
}) {
  const id = useId();
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{label}</label>
      <div>
        <TextInput
          id={id}
          value={value}
          error={problem}
          aria-describedby={`${id}-note`}
          className={classes.mono ?? ""}
          spellCheck={false}
          autoComplete="off"
          inputMode="url"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <p id={`${id}-note`} className={classes.note}>
          {note}
        </p>
      </div>
    </div>
  );
}

/** Fills in all addresses from one host, because a proxy or a mock usually serves all endpoints on one. `text` is what was typed and not used yet. */
function SingleHostForm({
  text,
  problem,
  onType,
  onUse,
}: {
  text: string;
  problem: string | undefined;
  onType: (text: string) => void;
  onUse: (hosts: ProjectHosts) => void;
}) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [ownProblem, setOwnProblem] = useState<string | null>(null);
  if (!isOpen && text === "")
    return (
      <div ref={keepFocus} className={classes.field}>
        <span />
        <div>
          <button type="button" className="link" onClick={() => setOpen(true)}>
            {projectsLabels.openSingleHost}
          </button>
        </div>
      </div>
    );
  const use = () => {
    const hosts = hostsOnOneAddress(text);
    if (hosts === undefined) return setOwnProblem(singleHostProblem(text));
    setOwnProblem(null);
    setOpen(false);
    onUse(hosts);
  };
  return (
    <div ref={keepFocus} className={classes.field}>
      <label htmlFor={id}>{projectsLabels.singleHost}</label>
      <div>
        <div className={classes.inline}>
          <TextInput
            id={id}
            autoFocus
            value={text}
            error={ownProblem ?? problem}
            placeholder="https://statsig-proxy.example"
            className={classes.mono ?? ""}
            style={{ flex: 1 }}
            spellCheck={false}
            autoComplete="off"
            inputMode="url"
            onChange={(event) => {
              onType(event.currentTarget.value);
              setOwnProblem(null);
            }}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              // Enter uses this host; it must not also submit the form around it.
              event.preventDefault();
              use();
            }}
          />
          <Button variant="default" onClick={use}>
            {projectsLabels.useSingleHost}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              setOpen(false);
              setOwnProblem(null);
              onType("");
            }}
          >
            Cancel
          </Button>
        </div>
        <p className={classes.note}>For a company proxy or a mock of Statsig. Fills in all addresses above, with /v1 where needed.</p>
      </div>
    </div>
  );
}
