import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { encodingLabel, isLegacyEncoding, type LegacyEncoding, legacyEncodings } from "#shared/domain/text/text-encodings.ts";
import classes from "./file-problem.module.css";
import { encodingChoiceLabels } from "./file-problem-labels.ts";
import { unreadableFileText, type WrongBytes, wrongBytesOf } from "./read-file.ts";

/** Says why a file could not be used: `sentence`, unless it is no text. If it can be read in another encoding, offers that. */
export function FileProblem({
  fileName,
  failure,
  sentence,
  isReading = false,
  onRead,
}: {
  fileName: string;
  failure: unknown;
  sentence: string;
  isReading?: boolean;
  onRead: (encoding: LegacyEncoding) => void;
}) {
  const wrongBytes = wrongBytesOf(failure);
  return (
    <div className={classes.place}>
      <p role="alert" className={classes.problem}>
        {unreadableFileText(fileName, failure) ?? sentence}
      </p>
      {wrongBytes !== null && (
        <EncodingChoice
          key={`${fileName} ${wrongBytes.position}`}
          fileName={fileName}
          problem={wrongBytes}
          isReading={isReading}
          onRead={onRead}
        />
      )}
    </div>
  );
}

/** Offers to read a file that is not UTF-8 in another encoding, and shows the first line that would change with it. */
function EncodingChoice({
  fileName,
  problem,
  isReading,
  onRead,
}: {
  fileName: string;
  problem: WrongBytes;
  isReading: boolean;
  onRead: (encoding: LegacyEncoding) => void;
}) {
  const [encoding, setEncoding] = useState<LegacyEncoding>(problem.probably ?? "windows-1252");
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a border and a legend of its own
    <div role="group" aria-label={encodingChoiceLabels.group(fileName)} className={classes.choice}>
      <p>
        Or read it in another encoding. Line {formatNumber(problem.line)} would then be:
        <code className={classes.line}>{new TextDecoder(encoding).decode(Uint8Array.from(problem.sample)).trim()}</code>
      </p>
      <div className={classes.controls}>
        <NativeSelect
          aria-label={encodingChoiceLabels.encoding}
          value={encoding}
          data={legacyEncodings.map((value) => ({ value, label: encodingLabel(value) }))}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            if (isLegacyEncoding(chosen)) setEncoding(chosen);
          }}
        />
        <Button loading={isReading} onClick={() => onRead(encoding)}>
          {encodingChoiceLabels.read(encoding)}
        </Button>
      </div>
    </div>
  );
}
