import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { type StorageNotice, StorageNoticeSchema, storageNoticeText } from "#shared/domain/session/storage-notice.ts";
import type { Clock, Log, StorageNotices } from "../ports.ts";
import { openSettingsDocument, readEntries, type SettingsDocument } from "./settings-document.ts";
import type { UnusedFile } from "./sqlite-file.ts";

const maxKept = 50;

interface NoticesDocument {
  readonly notices: readonly StorageNotice[];
}

/** Creates the list of files that could not be used. Each is logged at once, and listed until it is dismissed, also by a later start. */
export function createStorageNotices({ clock, log }: { readonly clock: Clock; readonly log: Log }): StorageNotices {
  let notices: readonly StorageNotice[] = [];
  let document: SettingsDocument<readonly StorageNotice[], NoticesDocument> | null = null;

  function store(next: readonly StorageNotice[]): void {
    notices = next.slice(-maxKept);
    try {
      document?.write({ notices });
    } catch (failure) {
      log.warn("Notices about damaged files could not be stored.", { failure: String(failure) });
    }
  }

  function add(notice: Parameters<StorageNotices["add"]>[0]): void {
    log.warn(storageNoticeText(notice));
    const others = notices.filter(({ file, to }) => file !== notice.file || to !== notice.to);
    store([...others, { id: randomUUID(), atMs: clock.nowMs(), ...notice }]);
  }

  return {
    add,
    list: () => notices,
    dismiss: (id) => store(notices.filter((notice) => notice.id !== id)),
    keepIn(settings) {
      document = openSettingsDocument({ settings, clock, notices: { add } }, "storage-notices", (raw) =>
        // The document was a bare list before it had a version.
        readEntries(isJsonObject(raw) ? raw : { notices: raw }, "notices", StorageNoticeSchema),
      );
      const stored = document.found?.value ?? [];
      if (notices.length > 0) store([...stored, ...notices]);
      else notices = stored;
    },
  };
}

/** Converts what a database has reported into a notice. */
export function noticeOf(unused: UnusedFile): Pick<StorageNotice, "kind" | "file" | "to" | "recovered"> {
  const { kind, file, to } = unused;
  const recovered = unused.kind === "newer" ? [] : [...unused.rows];
  return { kind, file: basename(file), to, recovered };
}
