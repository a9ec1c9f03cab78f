import { Button, TextInput } from "@mantine/core";
import { type SubmitEvent, useId, useRef, useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { keyKindLabels, keyProblem } from "#shared/domain/project/key-info.ts";
import detail from "../project-detail.module.css";
import { useProjectActions } from "../projects.queries.ts";
import { projectsLabels } from "../projects-labels.ts";
import { KeyInput, keyPlaceholder } from "./key-input.tsx";
import classes from "./keys.module.css";
import { useKeyField } from "./use-key-field.ts";

/** The form that adds a key. The typed key is cleared from the page as soon as it is passed to the core, even if it could not be saved. */
export function AddKey({ projectId, isFirst, onDone }: { projectId: string; isFirst: boolean; onDone: () => void }) {
  const id = useId();
  const { addKey } = useProjectActions();
  const field = useKeyField();
  const label = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);

  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const unusable = keyProblem(field.peek());
    if (unusable !== null) {
      setProblem(unusable);
      field.focus();
      return;
    }
    setSaving(true);
    try {
      const key = await addKey(projectId, field.take(), label.current?.value ?? "");
      announce(`${keyKindLabels[key.kind]} ending in ${key.lastFour} saved.`);
      onDone();
    } catch (error) {
      setProblem(`${sentenceOf(error)} The key was not saved. Fix this, then paste it again.`);
      field.focus();
    } finally {
      setSaving(false);
    }
  };

  return (
    <form className={classes.add} onSubmit={(event) => void add(event)} aria-label={projectsLabels.addKey} autoComplete="off">
      {isFirst && (
        <p className={detail.lead}>
          <b>No key yet.</b> Paste a server secret key (<code>secret-…</code>) or a client key (<code>client-…</code>) from the Statsig
          console (Settings, Keys &amp; Environments). A server secret key can do everything here.
        </p>
      )}
      <div className={detail.fields}>
        <div className={detail.field}>
          <label htmlFor={`${id}-key`}>{projectsLabels.key}</label>
          <div>
            <KeyInput
              field={field}
              id={`${id}-key`}
              placeholder={keyPlaceholder}
              problem={problem}
              autoFocus={!isFirst}
              onType={() => setProblem(null)}
            />
          </div>
        </div>
        <div className={detail.field}>
          <label htmlFor={`${id}-label`}>{projectsLabels.keyLabel}</label>
          <TextInput ref={label} id={`${id}-label`} placeholder="optional, such as web" maxLength={80} autoComplete="off" />
        </div>
        <div className={detail.field}>
          <span />
          <div className={detail.inline}>
            <Button type="submit" disabled={isSaving}>
              {projectsLabels.saveKey}
            </Button>
            {!isFirst && (
              <Button variant="subtle" color="gray" onClick={onDone}>
                Cancel
              </Button>
            )}
          </div>
        </div>
      </div>
    </form>
  );
}
