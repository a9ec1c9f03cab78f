import { TextInput } from "@mantine/core";
import { useId } from "react";
import classes from "./project-detail.module.css";
import { projectsLabels } from "./projects-labels.ts";

export function NameField({
  value,
  problem,
  isFirst = false,
  onChange,
}: {
  value: string;
  problem: string | undefined;
  /** Focuses the field when it appears. */
  isFirst?: boolean;
  onChange: (name: string) => void;
}) {
  const id = useId();
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{projectsLabels.name}</label>
      <TextInput
        id={id}
        value={value}
        autoFocus={isFirst}
        error={problem}
        maxLength={80}
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
