import type { StorageNotices } from "#services/ports.ts";

type Notice = Parameters<StorageNotices["add"]>[0];

export interface RecordedNotices extends Pick<StorageNotices, "add"> {
  readonly added: readonly Notice[];
}

/** Collects the notices about files that could not be used. */
export function createRecordedNotices(): RecordedNotices {
  const added: Notice[] = [];
  return {
    added,
    add(notice) {
      const earlier = added.findIndex(({ file, to }) => file === notice.file && to === notice.to);
      if (earlier >= 0) added.splice(earlier, 1);
      added.push(notice);
    },
  };
}
