import { Button, Checkbox, FileButton, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { ClipboardPaste, EyeOff, FileUp, TriangleAlert } from "lucide-react";
import { type DragEvent, useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { FileProblem } from "#renderer/parts/files/file-problem.tsx";
import { useProjectId } from "#renderer/session/session.ts";
import { JsonText } from "#renderer/ui/json/json-text.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import type { UsersPreview } from "#shared/domain/cohort/cohort.ts";
import { formatBytes } from "#shared/domain/text/format-number.ts";
import { fieldLabel, isPrivatePath, type MappedColumn } from "#shared/domain/user/user-mapping.ts";
import { cohortsLabels } from "../cohorts-labels.ts";
import { changeMapping, openUsersFile, openUsersText, readUsersInEncoding, useSetup } from "../cohorts-state.ts";
import { useOfferedEntities } from "../use-question.ts";
import classes from "./setup.module.css";

const acceptedExtensions = ".csv,.tsv,.tab,.json,.jsonl,.ndjson,.parquet,.txt,.gz";

/** A file or pasted rows, and what its columns become. */
export function UsersFromFile() {
  const { file } = useSetup();
  const projectId = useProjectId();
  const [isPasting, setPasting] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    const [dropped] = event.dataTransfer.files;
    const text = event.dataTransfer.getData("text/plain");
    if (dropped !== undefined) void openUsersFile(dropped, projectId);
    else if (text !== "") void openUsersText(text, projectId);
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
          <FileButton accept={acceptedExtensions} onChange={(chosen) => chosen && void openUsersFile(chosen, projectId)}>
            {(props) => (
              <Button {...props} variant={file.is === "none" ? "filled" : "default"} leftSection={<FileUp size={14} aria-hidden />}>
                {cohortsLabels.chooseFile}
              </Button>
            )}
          </FileButton>
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
  const [text, setText] = useState("");
  return (
    <OpenDialog onClose={onClose} title={cohortsLabels.pasteRows} size="lg">
      <Textarea
        aria-label={cohortsLabels.rows}
        placeholder={"userID,country\nu-1036,DE"}
        rows={12}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.dialogButtons}>
        <Button variant="default" onClick={onClose}>
          {cohortsLabels.cancel}
        </Button>
        <Button disabled={text.trim() === ""} onClick={() => onUse(text)}>
          {cohortsLabels.useRows}
        </Button>
      </div>
    </OpenDialog>
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

function choiceOf(to: string | null): string {
  if (to === null) return "";
  return ["customIDs.", "custom.", "privateAttributes."].find((prefix) => to.startsWith(prefix)) ?? to;
}

function Mapping({ preview }: { preview: UsersPreview }) {
  const projectId = useProjectId();
  const [shown, setShown] = useState(0);
  const offered = useOfferedEntities();
  const { mapping, columns, users, unreadable, unreadableRows, rows } = preview;
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
      <table className={classes.map}>
        <thead>
          <tr>
            <th scope="col">{cohortsLabels.column}</th>
            <th scope="col">{cohortsLabels.firstRows}</th>
            <th scope="col">{cohortsLabels.becomes}</th>
            <th scope="col">{cohortsLabels.toNote}</th>
          </tr>
        </thead>
        <tbody>
          {mapping.map((mapped, at) => {
            const { column, to, isText } = mapped;
            const choice = choiceOf(to);
            const hasField = choice.endsWith(".");
            const options = choices.some(({ value }) => value === choice)
              ? choices
              : [...choices, { value: choice, label: fieldLabel(choice) }];
            const { first = [], empty = 0 } = columns[at] ?? {};
            const needing = to?.startsWith("customIDs.") ? offered.find(({ idType }) => `customIDs.${idType}` === to) : undefined;
            return (
              <tr key={column} data-unused={to === null || undefined}>
                <th scope="row">
                  <code>{column}</code>
                </th>
                <td>
                  <code className="subdued ell">{first.join(", ")}</code>
                </td>
                <td>
                  <div className={classes.becomes}>
                    <NativeSelect
                      size="xs"
                      aria-label={cohortsLabels.becomesOf(column)}
                      value={choice}
                      data={options.map(({ value, label }) => ({ value, label }))}
                      onChange={(event) => {
                        const { value } = event.currentTarget;
                        const field = to === null ? column : fieldLabel(to);
                        change({ ...mapped, to: value === "" ? null : value.endsWith(".") ? `${value}${field}` : value });
                      }}
                    />
                    {hasField && to !== null && (
                      <TextInput
                        size="xs"
                        aria-label={cohortsLabels.fieldNameOf(column)}
                        spellCheck={false}
                        defaultValue={to.slice(choice.length)}
                        key={choice}
                        onBlur={(event) => {
                          const name = event.currentTarget.value.trim();
                          if (name !== "" && `${choice}${name}` !== to) change({ ...mapped, to: `${choice}${name}` });
                        }}
                      />
                    )}
                  </div>
                </td>
                <td>
                  <span className={classes.note}>
                    {to !== null && isPrivatePath(to) ? (
                      <>
                        <EyeOff size={13} aria-hidden /> {cohortsLabels.isPrivate}
                      </>
                    ) : needing !== undefined && empty > 0 ? (
                      <>
                        <TriangleAlert size={13} color="var(--gs-unknown)" aria-hidden />{" "}
                        {cohortsLabels.emptyButNeeded(empty, needing.name)}
                      </>
                    ) : to === "userID" && preview.repeatedIds > 0 ? (
                      cohortsLabels.repeatedIds(preview.repeatedIds)
                    ) : empty > 0 ? (
                      cohortsLabels.emptyNotSet(empty)
                    ) : null}
                    {to !== null &&
                      (to.startsWith("custom.") || isPrivatePath(to)) &&
                      first.some((value) => /^(true|false|-?\d+(\.\d+)?)$/.test(value)) && (
                        <Checkbox
                          size="xs"
                          label={cohortsLabels.asTextShort}
                          aria-label={cohortsLabels.asText(column)}
                          checked={isText}
                          onChange={(event) => change({ ...mapped, isText: event.currentTarget.checked })}
                        />
                      )}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
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
