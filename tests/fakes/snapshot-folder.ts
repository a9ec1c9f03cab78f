import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compress } from "#services/storage/compressed.ts";

/** Writes a folder as builds before version 0.1 wrote it: five snapshots of `shop`, one of `bank`, and an ID list that grew once. */
export function writeSnapshotFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, { encoding, content }] of Object.entries(filesOfEarlierBuild))
    writeFileSync(join(folder, name), Buffer.from(content, encoding));
}

/** The IDs of the snapshots of `shop`; the one of `bank` has the ID and the text of `pinned`. */
export const snapshotIds = {
  pinned: "16ef25b40010428e281ec34c4b173acd",
  withoutLists: "42d250d6d269e60f4996cf20498cb7e9",
  withFirstList: "a742b5d2105bb72e51449d1612bd8359",
  newest: "6a6ef7e578f62d7fcb547e8b8a016341",
  file: "00880a180e5b952b773fea9ae4f82dc4",
} as const;

const filesOfEarlierBuild: Record<string, { readonly encoding: "base64" | "utf8"; readonly content: string }> = {
  "19561c3006b7ec2877b1c31105911d64bf5ff1fc0627346ff9bb90fb1253c1ab": {
    encoding: "base64",
    content: "KLUv/SA/rQEAlAJ7InRpbWUiOjUsImZlYXR1cmVfZ2F0ZXMiOnsiYmVudGl0eSI6In19fQMARx23RMhXcQI=",
  },
  c8e97b5e9b7f820af3ddf9fbf6532c404d38ee413c4ec86d6b42a4bebbf9f48e: {
    encoding: "base64",
    content: "KLUv/SA/rQEAlAJ7InRpbWUiOjUsImZlYXR1cmVfZ2F0ZXMiOnsiYWVudGl0eSI6In19fQMARx23RMhXcQI=",
  },
  "43d7bc19e14ec6e8d76778cc059aca74": { encoding: "utf8", content: "+Krhxyf0V\n+/N7G301E\n-Krhxyf0V\n" },
  "index.json": {
    encoding: "utf8",
    content: JSON.stringify({
      version: 1,
      snapshots: [
        {
          id: "16ef25b40010428e281ec34c4b173acd",
          projectId: "shop",
          source: "live",
          fileName: null,
          keyId: "key",
          readAtMs: 1000,
          confirmedAtMs: 1000,
          isPinned: true,
          textHash: "c8e97b5e9b7f820af3ddf9fbf6532c404d38ee413c4ec86d6b42a4bebbf9f48e",
          lists: [],
          listsAtMs: null,
          timeMs: 5,
          bytes: 63,
          encoding: "zstd",
          storedBytes: 62,
        },
        {
          id: "16ef25b40010428e281ec34c4b173acd",
          projectId: "bank",
          source: "live",
          fileName: null,
          keyId: "bank key",
          readAtMs: 1500,
          confirmedAtMs: 1500,
          isPinned: false,
          textHash: "c8e97b5e9b7f820af3ddf9fbf6532c404d38ee413c4ec86d6b42a4bebbf9f48e",
          lists: [],
          listsAtMs: null,
          timeMs: 5,
          bytes: 63,
          encoding: "zstd",
          storedBytes: 62,
        },
        {
          id: "42d250d6d269e60f4996cf20498cb7e9",
          projectId: "shop",
          source: "live",
          fileName: null,
          keyId: "key",
          readAtMs: 2000,
          confirmedAtMs: 2000,
          isPinned: false,
          textHash: "19561c3006b7ec2877b1c31105911d64bf5ff1fc0627346ff9bb90fb1253c1ab",
          lists: [],
          listsAtMs: null,
          timeMs: 5,
          bytes: 63,
          encoding: "zstd",
          storedBytes: 62,
        },
        {
          id: "a742b5d2105bb72e51449d1612bd8359",
          projectId: "shop",
          source: "live",
          fileName: null,
          keyId: "key",
          readAtMs: 3000,
          confirmedAtMs: 2000,
          isPinned: false,
          textHash: "19561c3006b7ec2877b1c31105911d64bf5ff1fc0627346ff9bb90fb1253c1ab",
          lists: [
            {
              name: "vip",
              fileId: "file_1",
              creationTimeMs: 1,
              file: "43d7bc19e14ec6e8d76778cc059aca74",
              readBytes: 10,
              ids: 1,
              readAtMs: 3000,
            },
          ],
          listsAtMs: 3000,
          timeMs: 5,
          bytes: 63,
          encoding: "zstd",
          storedBytes: 62,
        },
        {
          id: "6a6ef7e578f62d7fcb547e8b8a016341",
          projectId: "shop",
          source: "live",
          fileName: null,
          keyId: "key",
          readAtMs: 4000,
          confirmedAtMs: 2000,
          isPinned: false,
          textHash: "19561c3006b7ec2877b1c31105911d64bf5ff1fc0627346ff9bb90fb1253c1ab",
          lists: [
            {
              name: "vip",
              fileId: "file_1",
              creationTimeMs: 1,
              file: "43d7bc19e14ec6e8d76778cc059aca74",
              readBytes: 30,
              ids: 1,
              readAtMs: 4000,
            },
          ],
          listsAtMs: 4000,
          timeMs: 5,
          bytes: 63,
          encoding: "zstd",
          storedBytes: 62,
        },
        {
          id: "00880a180e5b952b773fea9ae4f82dc4",
          projectId: "shop",
          source: "file",
          fileName: "specs.json",
          keyId: null,
          readAtMs: 5000,
          confirmedAtMs: 5000,
          isPinned: false,
          textHash: "c8e97b5e9b7f820af3ddf9fbf6532c404d38ee413c4ec86d6b42a4bebbf9f48e",
          lists: [
            {
              name: "vip",
              fileId: "file_1",
              creationTimeMs: 1,
              file: "43d7bc19e14ec6e8d76778cc059aca74",
              readBytes: 30,
              ids: 1,
              readAtMs: 4000,
            },
          ],
          listsAtMs: 4000,
          timeMs: 5,
          bytes: 63,
          encoding: "zstd",
          storedBytes: 62,
        },
      ],
      newest: { shop: "6a6ef7e578f62d7fcb547e8b8a016341", bank: "16ef25b40010428e281ec34c4b173acd" },
    }),
  },
};

/** Writes a folder of an earlier build with `count` snapshots of one project, whose texts do not compress, and returns their IDs, oldest first. */
export function writeLargeSnapshotFolder(
  folder: string,
  { count, textBytes }: { readonly count: number; readonly textBytes: number },
): string[] {
  mkdirSync(folder, { recursive: true });
  const snapshots = Array.from({ length: count }, (_, at) => {
    const text = JSON.stringify({ feature_gates: {}, noise: randomBytes(textBytes).toString("base64") });
    const textHash = createHash("sha256").update(text).digest("hex");
    const { encoding, bytes } = compress(text);
    writeFileSync(join(folder, textHash), bytes);
    const times = { readAtMs: at, confirmedAtMs: at, timeMs: null, listsAtMs: null };
    const origin = { projectId: "shop", source: "live", fileName: null, keyId: null, isPinned: false, lists: [] };
    return { ...origin, ...times, id: `snapshot_${at}`, textHash, encoding, bytes: Buffer.byteLength(text), storedBytes: bytes.length };
  });
  const ids = snapshots.map(({ id }) => id);
  writeFileSync(join(folder, "index.json"), JSON.stringify({ version: 1, snapshots, newest: { shop: ids.at(-1) } }));
  return ids;
}
