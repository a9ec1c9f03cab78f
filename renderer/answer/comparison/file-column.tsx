import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useEffect, useEffectEvent, useId, useState } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { FileProblem } from "#renderer/parts/files/file-problem.tsx";
import { nameOfFile } from "#renderer/parts/files/read-file.ts";
import { ChooseFile } from "#renderer/ui/choose-file.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import type { LegacyEncoding } from "#shared/domain/text/text-encodings.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import { compareLabels } from "./compare-labels.ts";
import classes from "./subject-editor.module.css";

/** Uploads a file of users, and returns the ID with which its users are read. */
export type UploadUsers = (
  fileName: string,
  file: Blob,
  options: { readonly encoding: LegacyEncoding | null; readonly signal: AbortSignal },
) => Promise<string>;

const acceptedExtensions = ".csv,.tsv,.tab,.json,.jsonl,.ndjson,.parquet,.txt,.gz";

/** A dialog that takes a user for a column from a file of users. The file is read on this machine and forgotten with the dialog. */
export function FileColumn({
  projectId,
  uploadUsers,
  onClose,
  onUse,
}: {
  projectId: string;
  uploadUsers: UploadUsers;
  onClose: () => void;
  onUse: (user: StatsigUser) => void;
}) {
  const [abort] = useState(() => new AbortController());
  const [text, setText] = useState("");
  const [find] = useDebouncedValue(text, 200);
  const [chosenAt, setChosenAt] = useState(0);
  const group = useId();
  const upload = useMutation({
    mutationFn: ({ file, encoding }: { file: File; encoding: LegacyEncoding | null }) =>
      uploadUsers(nameOfFile(file), file, { encoding, signal: abort.signal }),
  });
  const preview = useQuery({
    ...orpc.cohorts.files.preview.queryOptions({ input: { fileId: upload.data ?? "", projectId, snapshotId: null, mapping: null, find } }),
    enabled: upload.data !== undefined,
    placeholderData: (before) => before,
    retry: false,
    gcTime: 0,
  });
  const forgetFile = useEffectEvent(() => {
    abort.abort();
    const fileId = preview.data?.fileId ?? upload.data;
    // The upload is removed when Gatescope ends at the latest.
    if (fileId !== undefined) void client.cohorts.files.forget({ fileId }).catch(() => undefined);
  });
  useEffect(() => () => forgetFile(), []);
  const users = preview.data?.users ?? [];
  const chosen = users[chosenAt] ?? users[0];
  const failure = upload.error ?? preview.error;
  return (
    <OpenDialog onClose={onClose} title={compareLabels.fileTitle} size="lg">
      <div className={classes.fileHead}>
        <ChooseFile accept={acceptedExtensions} onChoose={(file) => upload.mutate({ file, encoding: null })}>
          {(props) => (
            <Button {...props} variant="default" loading={upload.isPending} leftSection={<FileUp size={14} aria-hidden />} data-autofocus>
              {compareLabels.chooseFile}
            </Button>
          )}
        </ChooseFile>
        <p>
          {preview.data === undefined
            ? compareLabels.fileFormats
            : `${upload.variables === undefined ? "" : nameOfFile(upload.variables.file)}: ${formatCount(preview.data.rows - preview.data.unreadableRows, "user")}`}
        </p>
      </div>
      {failure !== null && upload.variables !== undefined && (
        <FileProblem
          fileName={nameOfFile(upload.variables.file)}
          failure={failure}
          sentence={sentenceOf(failure)}
          onRead={(encoding) => upload.variables && upload.mutate({ file: upload.variables.file, encoding })}
        />
      )}
      {preview.data !== undefined && (
        <>
          <TextInput
            aria-label={compareLabels.findUser}
            placeholder={compareLabels.findUser}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setChosenAt(0);
            }}
          />
          <fieldset className={classes.fileUsers} aria-label={compareLabels.usersOfFile}>
            {users.map((user, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a file may have the same user twice
              <label key={at} className={classes.fileUser}>
                <input type="radio" name={group} checked={user === chosen} onChange={() => setChosenAt(at)} />
                <b className="ell">{userLabel(user)}</b>
                <code className="ell">{formatValue(user)}</code>
              </label>
            ))}
            {users.length === 0 && <p className={classes.fileUser}>No user matches “{find}”.</p>}
          </fieldset>
        </>
      )}
      <div className={classes.buttons}>
        <Button disabled={chosen === undefined} onClick={() => chosen !== undefined && onUse(chosen)}>
          {compareLabels.usePasted}
        </Button>
      </div>
    </OpenDialog>
  );
}
