import { SegmentedControl } from "@mantine/core";
import classes from "./segments.module.css";

/** One of a few, all in view: small enough to stand in a row of a form or in a head. */
export function Segments<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  /** Null while none is chosen. */
  value: Value | null;
  choices: readonly { readonly value: Value; readonly label: string }[];
  onChange: (value: Value) => void;
}) {
  return (
    <SegmentedControl
      aria-label={label}
      value={value ?? ""}
      onChange={(chosen) => {
        const choice = choices.find((each) => each.value === chosen);
        if (choice !== undefined) onChange(choice.value);
      }}
      data={choices.map((choice) => ({ value: choice.value, label: choice.label }))}
      classNames={{ root: classes.root ?? "", label: classes.label ?? "", indicator: classes.mark ?? "" }}
    />
  );
}
