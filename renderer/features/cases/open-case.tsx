import { Button, type ButtonProps } from "@mantine/core";
import { FileArchive } from "lucide-react";
import { useRef } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { caseExtension } from "#shared/domain/case/case-format.ts";
import { openCaseFile } from "./case-view.ts";
import classes from "./cases.module.css";
import { casesLabels } from "./cases-labels.ts";

/** A button that opens a case from a file, and the palette's command for it. */
export function OpenCase({ variant = "default" }: Pick<ButtonProps, "variant">) {
  const input = useRef<HTMLInputElement>(null);
  useCommand("openCase", () => input.current?.click());
  return (
    <>
      <Button
        {...(variant !== undefined && { variant })}
        leftSection={<FileArchive size={14} aria-hidden />}
        onClick={() => input.current?.click()}
      >
        {casesLabels.open}
      </Button>
      <input
        ref={input}
        type="file"
        accept={`${caseExtension},.json`}
        className={classes.file}
        aria-label={casesLabels.openFile}
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (chosen !== undefined) void openCaseFile(chosen);
        }}
      />
    </>
  );
}
