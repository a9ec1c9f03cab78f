import type { Ports } from "#services/ports.ts";
import { createStorageNotices } from "#services/storage/storage-notices.ts";
import { createDirectNetwork } from "./direct-network.ts";
import { createFixedClock, type FixedClock } from "./fixed-clock.ts";
import { createMemorySecretBox } from "./memory-secret-box.ts";
import { createMemorySettings, type MemorySettings } from "./memory-settings.ts";
import { createSilentLog, type SilentLog } from "./silent-log.ts";

export interface FakePorts extends Ports {
  readonly clock: FixedClock;
  readonly log: SilentLog;
  readonly settings: MemorySettings;
}

/** Creates working ports that keep everything in memory; only the files in `folder` outlive the test. */
export function createFakePorts(folder: string): FakePorts {
  const clock = createFixedClock();
  const log = createSilentLog();
  return {
    folders: { data: folder },
    notices: createStorageNotices({ clock, log }),
    settings: createMemorySettings(),
    secretBox: createMemorySecretBox(),
    network: createDirectNetwork(),
    clock,
    log,
    host: { kind: "terminal", version: "0.0.0-test" },
  };
}
