import { readArguments, UnusableArguments } from "../arguments.ts";

export const testUsage = `Usage: gatescope test SUITE... [options]

Runs targeting tests: evaluates each test of a suite on this machine, from its rules, and compares the answer with what it expects.

  SUITE              a suite in YAML or JSON
  --only PATTERN     only tests whose title contains PATTERN
  --failed           prints only what is not as expected
  --coverage         prints which rules of the tested names some test reaches, and which none does
  --suggest          prints a test for each outcome that no test reaches, with a user that gets it, to be added to the suite
  --junit FILE       writes a JUnit report, with one test case for each row
  --draft FILE       a draft from What if, whose edits are made in the rules first: what would be red after that change?
  --schema           prints the JSON Schema of a suite, with which editors complete and check it
  --live             asks Statsig instead of evaluating here; the rules must come from a saved project; nothing is logged
  --data DIR         the data folder of saved projects (default: GATESCOPE_DATA, or Gatescope's own folder)
                     If a passphrase protects the keys, put it into the environment variable GATESCOPE_PASSPHRASE

A suite:
  rules: { file: definitions.json }         # or { project: Lumen & Loom }
  users:
    lena: { userID: u-1036, country: DE, custom: { newsletter: true } }
  tests:
    - gate: checkout_v2                     # or config, experiment, layer
      user: lena                            # or the user itself
      expect: pass                          # pass, fail, default, no group, not found, { group: Control }, { value: { color: red } }
      because: Germany pilot                # optional: the rule or group that must decide, by name or ID
    - experiment: checkout_trust_badges
      user: { userID: "\${id}" }
      matrix: { id: [u-1, u-2] }
      expect: no group                      # or { group: Control }
    - config: shipping_rates
      user: lena
      expect: { value: { currency: EUR } }  # in the place of user and expect: cases: rates.csv, a table beside the suite
    - gate: loyalty_program
      cohort: { count: 10000 }              # or a CSV or JSON lines file of users
      share: { pass: 10 % ± 1 }             # by answer, or by group; ± in percentage points
The columns of a table of cases: fields of the user, expect, because, group, value.PATH.
Each test, and the suite, may have a tier and a time: at: 2026-12-24T18:00:00Z.
Definitions with ID lists: rules: { file: definitions.json, idLists: FOLDER }.

From an empty folder to CI: fetch the definitions with the project's server secret, write the suite above as targeting.yaml, and run it.
  curl -sf -X POST -H "statsig-api-key: $STATSIG_SERVER_KEY" -H "content-type: application/json" -d "{}" \\
    https://statsigapi.net/v1/download_config_specs > definitions.json
  gatescope test --schema > suite.schema.json                    # then begin the suite with: # yaml-language-server: $schema=./suite.schema.json
  gatescope test targeting.yaml --coverage --junit report.xml
gatescope stands for: npm --prefix CLONE run -s gatescope --   CLONE is a clone of Gatescope, which installs and builds itself at its first run (Node 20.19 or
newer). Paths are those of the folder you are in.
In CI, run the curl line before the tests, so that they test today's rules; or commit definitions.json, and test a change of the rules in its pull request.

In GitHub Actions, what is not as expected, or cannot be used, is annotated in the suite.
Exit code: 0 if everything is as expected, 1 if something is wrong, 2 if a suite cannot be used, 3 if something could not be decided.
`;

export interface TestOptions {
  readonly suites: readonly string[];
  readonly only: string | null;
  readonly isPrintingFailedOnly: boolean;
  readonly hasCoverage: boolean;
  readonly isSuggesting: boolean;
  readonly junitFile: string | null;
  readonly isLive: boolean;
  /** A draft from What if; null for the rules as they are. */
  readonly draftFile: string | null;
  readonly dataFolder: string | undefined;
}

/** Reads the command line; null if it asks for help, `schema` if it asks for the JSON Schema. Throws `UnusableArguments`. */
export function readTestOptions(args: readonly string[]): TestOptions | "schema" | null {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values, positionals } = readArguments(
    "test",
    args,
    { only: text, failed: flag, coverage: flag, suggest: flag, junit: text, draft: text, live: flag, data: text, schema: flag, help: flag },
    { positionals: 1_000 },
  );
  if (values.help) return null;
  if (values.schema) return "schema";
  if (values.live && values.draft !== undefined)
    throw new UnusableArguments("Statsig knows no draft: give --live or --draft, not both. See gatescope test --help.");
  if (positionals.length === 0) throw new UnusableArguments("No suite: give one or more files. See gatescope test --help.");
  return {
    suites: positionals,
    only: values.only ?? null,
    isPrintingFailedOnly: values.failed ?? false,
    hasCoverage: values.coverage ?? false,
    isSuggesting: values.suggest ?? false,
    junitFile: values.junit ?? null,
    isLive: values.live ?? false,
    draftFile: values.draft ?? null,
    dataFolder: values.data,
  };
}
