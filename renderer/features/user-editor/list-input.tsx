import { TagsInput } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./user-editor.module.css";

export interface ListInputProps {
  label: string;
  texts: string[];
  lead: ReactNode;
  describedBy: string | undefined;
  onTexts: (texts: string[]) => void;
}

/** A field for a list of texts. */
export function ListInput({ label, texts, lead, describedBy, onTexts }: ListInputProps) {
  return (
    <TagsInput
      aria-label={label}
      aria-describedby={describedBy}
      classNames={{
        root: classes.tags ?? "",
        input: classes.tagsBox ?? "",
        pill: classes.tag ?? "",
        pillsList: classes.tagList ?? "",
        inputField: classes.tagField ?? "",
      }}
      value={texts}
      onChange={onTexts}
      allowDuplicates
      splitChars={[","]}
      leftSection={lead}
    />
  );
}
