/** The suites with which the sandbox shows targeting tests. One test is wrong on purpose, so that there is something to see, to understand and to accept. */
export const exampleSuites: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: "checkout.yaml",
    text: `# Who gets the new checkout. Run it here, or in CI: gatescope test checkout.yaml
rules: { project: Sandbox }
users:
  ada: { userID: staff-ada, email: ada@lumenandloom.example }
  jonas: { userID: u-1002, country: DE, custom: { newsletter: true } }
  klara: { userID: u-1040, country: DE }
tests:
  - gate: checkout_v2
    user: ada
    expect: pass
    because: Staff
  - gate: checkout_v2
    user: jonas
    expect: pass
    because: Germany pilot
  # wrong on purpose: Klara has no newsletter, so the pilot does not include her
  - gate: checkout_v2
    user: klara
    expect: pass
    because: Germany pilot
  - gate: checkout_v2
    user: { country: JP, userID: "\${id}" }
    matrix: { id: [u-1, u-2, u-3] }
    expect: fail
`,
  },
  {
    name: "shop.yaml",
    text: `# What the shop shows
rules: { project: Sandbox }
tests:
  - config: shipping_rates
    user: { userID: u-1, country: DE }
    expect: { value: { currency: EUR } }
    because: Euro zone
  - gate: loyalty_program
    cohort: { count: 2000 }
    share: { pass: 10 % ± 3 }
  - gate: a_gate_that_nobody_made
    user: { userID: u-1 }
    expect: not found
`,
  },
];
