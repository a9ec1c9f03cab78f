import fc from "fast-check";

/**
 * Property tests repeat the same cases in each run, so that a run fails because of a change and never by chance. `GATESCOPE_SEED=random` draws new ones,
 * as the nightly workflow does; a number repeats the cases of a failure it reported.
 */
const seed = process.env.GATESCOPE_SEED || "20261129";
if (seed !== "random") fc.configureGlobal({ seed: Number(seed) });
