import type { PassphraseCost } from "#services/keys/protectors.ts";

/** For tests that protect keys with a passphrase: deriving a key takes no time and no memory. */
export const lowPassphraseCost: PassphraseCost = { cost: 2, blockSize: 1, parallelization: 1 };
