import { SegmentedControl } from "@mantine/core";
import classes from "./segments.module.css";

/** Shows a choice of one of a few values, all visible. It fits into a form row or a head. */
export function Segments<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  /** The chosen value; null if none is chosen. */
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
