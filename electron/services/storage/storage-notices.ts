import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { z } from "zod";
import { type StorageNotice, StorageNoticeSchema, storageNoticeText } from "#shared/domain/session/storage-notice.ts";
import type { Clock, Log, Settings, StorageNotices } from "../ports.ts";
import type { UnusedFile } from "./sqlite-file.ts";

const documentName = "storage-notices";
const maxKept = 50;

/** Creates the list of files that could not be used. Each is logged at once, and listed until it is dismissed, also by a later start. */
export function createStorageNotices({ clock, log }: { readonly clock: Clock; readonly log: Log }): StorageNotices {
  let notices: readonly StorageNotice[] = [];
  let settings: Settings | null = null;

  function store(next: readonly StorageNotice[]): void {
    notices = next.slice(-maxKept);
    try {
      settings?.write(documentName, notices);
    } catch (failure) {
      log.warn("Notices about damaged files could not be stored.", { failure: String(failure) });
    }
  }

  return {
    add(notice) {
      log.warn(storageNoticeText(notice));
      const others = notices.filter(({ file, to }) => file !== notice.file || to !== notice.to);
      store([...others, { id: randomUUID(), atMs: clock.nowMs(), ...notice }]);
    },
    list: () => notices,
    dismiss: (id) => store(notices.filter((notice) => notice.id !== id)),
    keepIn(kept) {
      settings = kept;
      const stored = z.array(StorageNoticeSchema).safeParse(kept.read(documentName) ?? []);
      if (notices.length > 0 || !stored.success) store([...(stored.data ?? []), ...notices]);
      else notices = stored.data;
    },
  };
}

/** Converts what a database has reported into a notice. */
export function noticeOf(unused: UnusedFile): Pick<StorageNotice, "kind" | "file" | "to" | "recovered"> {
  const { kind, file, to } = unused;
  const recovered = unused.kind === "newer" ? [] : [...unused.rows];
  return { kind, file: basename(file), to, recovered };
}
