/** The version of Statsig's server core that the engine follows. A test compares it with the installed one, against which the conformance tests run. */
export const followedCoreVersion = "0.23.2";

/** What a case says of the engine that evaluated it. */
export const engineVersion = `follows statsig-node-core ${followedCoreVersion}`;
