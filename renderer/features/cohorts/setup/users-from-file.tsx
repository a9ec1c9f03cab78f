import { Button, Checkbox } from "@mantine/core";
import { ClipboardPaste, FileUp, TriangleAlert } from "lucide-react";
import { type DragEvent, useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { ColumnTable, ColumnWarning, PrivateNote } from "#renderer/parts/files/column-table.tsx";
import { columnLabels } from "#renderer/parts/files/column-table-labels.ts";
import { FileProblem } from "#renderer/parts/files/file-problem.tsx";
import { PasteDialog } from "#renderer/parts/paste/paste-dialog.tsx";
import { maxShownPasteLength, usePastedText } from "#renderer/parts/paste/pasted-text.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { useProjectId } from "#renderer/session/session.ts";
import { ChooseFile } from "#renderer/ui/choose-file.tsx";
import { JsonText } from "#renderer/ui/json/json-text.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import type { UsersPreview } from "#shared/domain/cohort/cohort.ts";
import { shortenedIdsText } from "#shared/domain/cohort/shortened-ids.ts";
import { formatBytes } from "#shared/domain/text/format-number.ts";
import { fieldLabel, isPrivatePath, type MappedColumn } from "#shared/domain/user/user-mapping.ts";
import { cohortsLabels } from "../cohorts-labels.ts";
import { cancelReading, changeMapping, openUsersFile, openUsersText, readUsersInEncoding, useSetup } from "../cohorts-state.ts";
import { useOfferedEntities } from "../use-question.ts";
import classes from "./setup.module.css";

const acceptedExtensions = ".csv,.tsv,.tab,.json,.jsonl,.ndjson,.parquet,.txt,.gz";

/** A file or pasted rows, and what its columns become. */
export function UsersFromFile() {
  const { file } = useSetup();
  const projectId = useProjectId();
  const [isPasting, setPasting] = useState(false);
  useCommand("cancel", cancelReading, { enabled: file.is === "reading", isOnTop: true });
  const drop = (event: DragEvent) => {
    // The page takes files: it knows what each is.
    if (event.dataTransfer.files.length > 0) return;
    event.preventDefault();
    const text = event.dataTransfer.getData("text/plain");
    if (text !== "") void openUsersText(text, projectId);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an alternative to the button within
    <div className={classes.drop} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <div className={classes.intro}>
        <div>
          <h1>{file.is === "none" ? cohortsLabels.file : <code>{file.fileName}</code>}</h1>
          <p>
            {file.is === "read"
              ? cohortsLabels.fileSummary(file.preview.rows, file.preview.columns.length, formatBytes(file.preview.bytes))
              : file.is === "reading"
                ? cohortsLabels.readingFile(formatBytes(file.readBytes), formatBytes(file.size))
                : cohortsLabels.dropFile}
          </p>
        </div>
        <div className={classes.buttons}>
          {file.is === "reading" && (
            <Button variant="default" rightSection={<Chord chord="Escape" />} onClick={cancelReading}>
              {cohortsLabels.cancel}
            </Button>
          )}
          <ChooseFile accept={acceptedExtensions} onChoose={(chosen) => void openUsersFile(chosen, projectId)}>
            {(props) => (
              <Button {...props} variant={file.is === "none" ? "filled" : "default"} leftSection={<FileUp size={14} aria-hidden />}>
                {cohortsLabels.chooseFile}
              </Button>
            )}
          </ChooseFile>
          <Button variant="default" leftSection={<ClipboardPaste size={14} aria-hidden />} onClick={() => setPasting(true)}>
            {cohortsLabels.pasteRows}
          </Button>
        </div>
      </div>
      {file.is === "none" && <pre className={classes.sample}>{"userID,country,newsletter\nu-1036,DE,true\nu-1037,US,false"}</pre>}
      {file.is === "failed" && (
        <div className={classes.problem}>
          <FileProblem
            fileName={file.fileName}
            failure={file.failure}
            sentence={sentenceOf(file.failure)}
            onRead={(encoding) => void readUsersInEncoding(encoding, projectId)}
          />
        </div>
      )}
      {file.is === "read" && <Mapping preview={file.preview} />}
      {isPasting && (
        <PasteRows
          onClose={() => setPasting(false)}
          onUse={(text) => {
            setPasting(false);
            void openUsersText(text, projectId);
          }}
        />
      )}
    </div>
  );
}

function PasteRows({ onClose, onUse }: { onClose: () => void; onUse: (text: string) => void }) {
  const [text] = usePastedText("cohort");
  return (
    <PasteDialog
      place="cohort"
      title={cohortsLabels.pasteRows}
      box={cohortsLabels.rows}
      placeholder={"userID,country\nu-1036,DE"}
      submit={cohortsLabels.useRows}
      cancel={cohortsLabels.cancel}
      canSubmit={text.trim() !== ""}
      onSubmit={() => onUse(text)}
      onPaste={(pasted) => {
        const isLong = text === "" && pasted.length >= maxShownPasteLength;
        if (isLong) onUse(pasted);
        return isLong;
      }}
      onClose={onClose}
    />
  );
}

const choices = [
  { value: "", label: cohortsLabels.fields.unused },
  ...["userID", "email", "country", "locale", "appVersion", "ip", "userAgent"].map((field) => ({ value: field, label: field })),
  { value: "statsigEnvironment.tier", label: cohortsLabels.fields.tier },
  { value: "customIDs.", label: cohortsLabels.fields.customID },
  { value: "custom.", label: cohortsLabels.fields.attribute },
  { value: "privateAttributes.", label: cohortsLabels.fields.private },
] as const;

/** The choice of a field with a name of its own ends in a dot. */
function choiceAndField(to: string | null): { readonly choice: string; readonly field: string | null } {
  const choice = to === null ? "" : (["customIDs.", "custom.", "privateAttributes."].find((prefix) => to.startsWith(prefix)) ?? to);
  return { choice, field: choice.endsWith(".") ? (to ?? "").slice(choice.length) : null };
}

/** A file can have columns with other fields, such as a whole `custom`. */
function choicesWith(mapping: readonly MappedColumn[]): { readonly value: string; readonly label: string }[] {
  const others = mapping.map(({ to }) => choiceAndField(to).choice).filter((choice) => !choices.some(({ value }) => value === choice));
  return [...choices, ...[...new Set(others)].map((choice) => ({ value: choice, label: fieldLabel(choice) }))];
}

/** What to note about a column, and whether its values stay texts. */
function ColumnNote({
  mapped,
  preview,
  at,
  onChange,
}: {
  mapped: MappedColumn;
  preview: UsersPreview;
  at: number;
  onChange: (changed: MappedColumn) => void;
}) {
  const offered = useOfferedEntities();
  const { column, to, isText } = mapped;
  const { first = [], empty = 0, commas = 0 } = preview.columns[at] ?? {};
  const needing = to?.startsWith("customIDs.") ? offered.find(({ idType }) => `customIDs.${idType}` === to) : undefined;
  const isPrivate = to !== null && isPrivatePath(to);
  const isTyped =
    to !== null && (to.startsWith("custom.") || isPrivate) && first.some((value) => /^(true|false|-?\d+(\.\d+)?)$/.test(value));
  return (
    <>
      {isPrivate ? (
        <PrivateNote text={columnLabels.isPrivate} />
      ) : needing !== undefined && empty > 0 ? (
        <ColumnWarning>{cohortsLabels.emptyButNeeded(empty, needing.name)}</ColumnWarning>
      ) : to === "userID" && preview.repeatedIds > 0 ? (
        <ColumnWarning>{cohortsLabels.repeatedIds(preview.repeatedIds)}</ColumnWarning>
      ) : commas > 0 && to?.startsWith("custom.") && !isText ? (
        <ColumnWarning>{cohortsLabels.commaNumbers(commas)}</ColumnWarning>
      ) : empty > 0 ? (
        cohortsLabels.emptyNotSet(empty)
      ) : null}
      {isTyped && (
        <Checkbox
          size="xs"
          label={cohortsLabels.asTextShort}
          aria-label={cohortsLabels.asText(column)}
          checked={isText}
          onChange={(event) => onChange({ ...mapped, isText: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

function Mapping({ preview }: { preview: UsersPreview }) {
  const projectId = useProjectId();
  const [shown, setShown] = useState(0);
  const { mapping, columns, users, unreadable, unreadableRows, rows, shortenedIds } = preview;
  const change = (changed: MappedColumn) =>
    void changeMapping(
      mapping.map((each) => (each.column === changed.column ? changed : each)),
      projectId,
    );
  const user = users[shown % Math.max(1, users.length)];
  return (
    <>
      {unreadableRows > 0 && (
        <p className={classes.warning}>
          <TriangleAlert size={14} aria-hidden />
          <span>
            <b>{cohortsLabels.unreadableRows(unreadableRows)}</b>
            {cohortsLabels.leftOut(unreadable[0]?.row ?? 0, unreadable[0]?.reason ?? "")}
          </span>
        </p>
      )}
      {shortenedIds !== null && (
        <p className={classes.warning}>
          <TriangleAlert size={14} aria-hidden />
          <span>{shortenedIdsText(shortenedIds)}</span>
        </p>
      )}
      <ColumnTable
        columns={mapping.map((mapped, at) => ({
          ...{ column: mapped.column, first: columns[at]?.first ?? [], isUnused: mapped.to === null },
          ...choiceAndField(mapped.to),
          note: <ColumnNote mapped={mapped} preview={preview} at={at} onChange={change} />,
        }))}
        choices={choicesWith(mapping)}
        onChoose={(column, choice) => {
          const mapped = mapping.find((each) => each.column === column);
          if (mapped === undefined) return;
          const field = mapped.to === null ? column : fieldLabel(mapped.to);
          change({ ...mapped, to: choice === "" ? null : choice.endsWith(".") ? `${choice}${field}` : choice });
        }}
        onField={(column, field) => {
          const mapped = mapping.find((each) => each.column === column);
          if (mapped !== undefined) change({ ...mapped, to: `${choiceAndField(mapped.to).choice}${field}` });
        }}
      />
      {user !== undefined && (
        <>
          <h2 className={classes.heading}>
            {cohortsLabels.userOf((shown % users.length) + 1, rows - unreadableRows)} <span>{cohortsLabels.asChecked}</span>
            {users.length > 1 && (
              <button type="button" className="link" onClick={() => setShown(shown + 1)}>
                {cohortsLabels.nextUser}
              </button>
            )}
          </h2>
          <div className={classes.json}>
            <JsonText label={cohortsLabels.checkedUser} text={JSON.stringify(user, null, 2)} />
          </div>
        </>
      )}
    </>
  );
}
