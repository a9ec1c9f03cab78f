import { TextInput } from "@mantine/core";
import { useId } from "react";
import classes from "./project-detail.module.css";

export function NameField({ value, problem, onChange }: { value: string; problem: string | undefined; onChange: (name: string) => void }) {
  const id = useId();
  return (
    <div className={classes.field}>
      <label htmlFor={id}>Name</label>
      <TextInput
        id={id}
        value={value}
        error={problem}
        maxLength={80}
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
