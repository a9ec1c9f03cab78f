import { describe, expect, it } from "vitest";
import { isSameJson } from "../../json/json.ts";
import { readPastedUser } from "../pasted-user.ts";
import type { StatsigUser } from "../statsig-user.ts";

const lena = { userID: "u-1", email: "l@x.de" };
const withPlan = { ...lena, custom: { plan: "pro" } };

function read(text: string) {
  const found = readPastedUser(text);
  if (found.kind === "unreadable") return { users: [], sentences: found.problem };
  return {
    users: found.candidates.map(({ user }) => user),
    sentences: found.candidates.flatMap(({ notes, lost }) => [...notes, ...lost]).join(" "),
  };
}

function expectUser(text: string, user: StatsigUser, sentence: string) {
  const { users, sentences } = read(text);
  expect(users).toEqual([expect.toSatisfy((given) => isSameJson(given, user))]);
  expect(sentences).toContain(sentence);
}

describe("a message of a person", () => {
  const labels = "labels of a message";
  it.each<[what: string, text: string, sentence: string]>([
    ["quoted lines in a mail", "the customer wrote:\n> My account:\n> userID: u-1\n> email: l@x.de\n\nBest,\nJo", labels],
    ["a panel of a help desk", "Requester\nLena Vogt\nEmail\nl@x.de\nUser ID\nu-1\nPlan\npro", labels],
    ["text recognition", "userlD: u-1\nemai1: l@x.de", "“userlD” was read as userID."],
    ["a list", "• User ID: u-1\n• Email: l@x.de\n", labels],
    ["bold labels", "- **User ID:** u-1\n- **Email:** l@x.de", labels],
    ["bold labels of Jira", "*User ID:* u-1\n*Email:* l@x.de", labels],
    ["Markdown", "User ID: `u-1`\nEmail: [l@x.de](mailto:l@x.de)", labels],
    ["times of a chat", "[10:42, 3/4/2024] Lena: userID: u-1\n[10:43, 3/4/2024] Lena: email l@x.de", labels],
    ["times of another chat", "12/03/24, 10:42 - Lena: userID: u-1\n12/03/24, 10:43 - Lena: email: l@x.de", "Not part of the user"],
    ["words", "Jo  10:42 AM\nuser id is u-1\nand the mail l@x.de", "The e-mail address is the only one in the text."],
    ["a sentence", "Please check for userID u-1, email l@x.de, thanks", labels],
    ["German", "Benutzer-ID: u-1\nE-Mail-Adresse: l@x.de", "“Benutzer-ID” was read as userID."],
    ["French", "Identifiant utilisateur\u00a0: u-1\nAdresse e-mail\u00a0: l@x.de", "was read as userID."],
    ["Spanish", "ID de usuario: u-1\nCorreo electrónico: l@x.de", "“ID de usuario” was read as userID."],
    ["Japanese", "ユーザーID：u-1\nメール：l@x.de", "“ユーザーID” was read as userID."],
    ["labels in one line", "User ID: u-1; Email: l@x.de", labels],
    ["labels in brackets", "[User ID] u-1\n[Email] l@x.de", labels],
    ["an ID beside an address", "User: u-1 <l@x.de>\nCustomer: Acme", "Not part of the user: Customer."],
    ["a German mail", "Von: Lena <l@x.de>\nBetreff: Banner\n\nBenutzer-ID: u-1\nE-Mail: l@x.de", "Not part of the user: Von, Betreff."],
    ["arrows", "userID → u-1\nemail → l@x.de", labels],
    ["dashes", "User ID – u-1\nEmail – l@x.de", labels],
    ["characters of no width", "\u200buserID: u-1\u200b\nemail: \ufeffl@x.de", "Characters of no width beside words were left out."],
    ["a mail in HTML", '<p>User&nbsp;ID:&nbsp;<b>u-1</b><br>Email: <a href="mailto:l@x.de">l@x.de</a></p>', labels],
    ["a list of terms in HTML", "<dl><dt>User ID</dt><dd>u-1</dd><dt>Email</dt><dd>l@x.de</dd></dl>", labels],
    ["an object in a sentence", "1. Log in as {userID: 'u-1', email: 'l@x.de'}\n2. Open checkout", "surrounding text was ignored"],
  ])("is read: %s", (_what, text, sentence) => expectUser(text, lena, sentence));

  it("gives its only e-mail address, and none of two", () => {
    expectUser("The customer (l@x.de) cannot pay.", { email: "l@x.de" }, "The e-mail address is the only one in the text.");
    expectUser("The user (l@x.de) cannot pay.", { email: "l@x.de" }, "The surrounding text was ignored.");
    expect(read("From a@x.de or l@x.de?").users).toEqual([]);
    expectUser("From: Lena <l@x.de>\nTo: help@shop.com\n\nuser id: u-1", { userID: "u-1" }, "Not part of the user: From, To.");
  });

  it.each<[text: string, user: StatsigUser, sentence: string]>([
    ["Customer u-1 says the banner is missing", { userID: "u-1" }, "The person’s ID is the only one in the text."],
    ["Ticket 77: customer u-1 (l@x.de, Germany) cannot pay.", lena, "The e-mail address is the only one in the text."],
    ["user #48213 got the old checkout since 2026-11-30", { userID: "48213" }, "The person’s ID is the only one in the text."],
    ["Kundin Nr. 48213 sieht das Banner nicht.", { userID: "48213" }, "The person’s ID is the only one in the text."],
    ["The client customer_0007a. Please help.", { userID: "customer_0007a" }, "The person’s ID is the only one in the text."],
    ["user id 48213 and customer u-2", { userID: "48213" }, labels],
  ])("gives the ID of the only person that it names: %s", (text, user, sentence) => expectUser(text, user, sentence));

  it.each([
    "Customer u-1 and customer u-2 cannot pay",
    "1 customer 404 errors",
    "our client 3.1.2 fails",
    "user 2026-11-30 12:04 error",
    "a user agent",
  ])("gives no person for %s", (text) => expect(read(text).users).toEqual([]));

  it("takes nothing from a label whose value says that there is none", () => {
    expectUser("User ID: N/A\nEmail: l@x.de\nCountry: -", { email: "l@x.de" }, "User ID, Country were empty and ignored.");
  });

  it("names the labels that are none of a user's", () => {
    expectUser("• Kundennummer: 4711\n• E-Mail: l@x.de", { email: "l@x.de" }, "Not part of the user: Kundennummer.");
  });
});

describe("what programs show", () => {
  it.each<[what: string, text: string, user: StatsigUser, sentence: string]>([
    [
      "a line of Monolog",
      '[2025-03-01T10:11:12] production.INFO: gate {"user":{"userID":"u-1","custom":{"plan":"pro"}},"gate":"x"} []',
      { userID: "u-1", custom: { plan: "pro" } },
      "Not part of the user",
    ],
    [
      "Format-Table of PowerShell",
      "\nuserID email  seats\n------ -----  -----\nu-1    l@x.de    12\n",
      lena,
      "Not part of the user: seats.",
    ],
    ["a data frame", "  userID  email\n0    u-1 l@x.de\n", lena, "a table"],
    ["a list of R", '$userID\n[1] "u-1"\n\n$email\n[1] "l@x.de"\n\n$custom\n$custom$plan\n[1] "pro"\n', withPlan, "a list of R"],
    [
      "R's str",
      'List of 3\n $ userID: chr "u-1"\n $ email : chr "l@x.de"\n $ custom:List of 1\n  ..$ plan: chr "pro"',
      withPlan,
      "a list of R",
    ],
    ["LDIF", "dn: uid=u-1,dc=x\nuid:: dS0x\ncn: Lena\nmail: l@\n x.de", lena, "Not part of the user: dn, cn."],
    [
      "a form",
      "<form><input name=userID value=u-1><input name=email value='l@x.de'><input type=password name=p value=x><select name='custom[plan]'><option>free<option selected>pro</select></form>",
      withPlan,
      "a form in HTML",
    ],
    ["data attributes", '<li data-user-id="u-1" data-email="l@x.de">Lena</li>', lena, "data attributes"],
    [
      "Chrome's console",
      '{userID: \'u-1\', custom: {…}}\ncustom: \nplan: "pro"\n[[Prototype]]: Object\nemail: "l@x.de"\nuserID: "u-1"\n[[Prototype]]: Object',
      withPlan,
      "browser’s console",
    ],
    [
      "Firefox's console",
      'Object { userID: "u-1", custom: {…} }\n\u200b\ncustom: Object { plan: "pro" }\n\u200b\nemail: "l@x.de"\n\u200b\nuserID: "u-1"\n\u200b\n<prototype>: Object { … }',
      withPlan,
      "browser’s console",
    ],
    [
      "protobuf's Struct",
      '{"fields":{"userID":{"stringValue":"u-1"},"email":{"stringValue":"l@x.de"},"custom":{"structValue":{"fields":{"plan":{"stringValue":"pro"}}}}}}',
      withPlan,
      "protocol buffers’ JSON",
    ],
    [
      "a segment of AWS X-Ray",
      '{"id":"70de5b6f19ff9a0a","trace_id":"1-581cf771-a006","name":"shop","user":"u-1"}',
      { userID: "u-1" },
      "Not part of the user: id, trace_id, name.",
    ],
    [
      "a line of a log with the user's ID",
      '{"level":"info","user":"u-1","msg":"x"}',
      { userID: "u-1" },
      "Not part of the user: level, msg.",
    ],
  ])("is read: %s", (_what, text, user, sentence) => expectUser(text, user, sentence));

  it("gives no user for a trace without one", () => {
    expect(read('{"Id":"1-581cf771-a006649127e371903a2de979","Duration":0.49,"Segments":[{"Id":"70de5b6f19ff9a0a"}]}').users).toEqual([]);
  });
});

describe("300 kB", () => {
  it.each([
    ["labels", "• User ID: "],
    ["spoken labels", "user id is "],
    ["addresses", "a@b."],
    ["persons", "customer u-1 "],
    ["a person", "customer u-"],
    ["labels above values", "User ID\n"],
    ["equals signs", "="],
    ["stamps", "[10:42] a: "],
    ["lists of a page", "<select name=a>"],
    ["attributes", '<a data-user-id="'],
    ["prototypes", "a: \n[[Prototype]]: {…"],
    ["marks of a console", "[[Prototype]]: Object, "],
    ["names of R", "$a$"],
    ["dashes", "--- "],
  ])("of %s end, as they would not if time grew with the square of the length", (_what, part) => {
    for (const separator of ["", "\n"]) readPastedUser(`userID\n${`${part}${separator}`.repeat(Math.floor(300_000 / (part.length + 1)))}`);
  });
});
