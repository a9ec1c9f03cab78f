import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";

/** Statsig's names of the top-level fields, by the normalized form (lower case, letters only) of common spellings. */
const spellings: Readonly<Record<string, string>> = {
  userid: "userID",
  uid: "userID",
  id: "userID",
  userld: "userID", // As text recognition reads a capital I.
  user1d: "userID",
  nutzerid: "userID",
  benutzerid: "userID",
  benutzerkennung: "userID",
  nutzerkennung: "userID",
  idutilisateur: "userID",
  identifiantutilisateur: "userID",
  idusuario: "userID",
  iddeusuario: "userID",
  idutente: "userID",
  gebruikersid: "userID",
  ユーザーid: "userID",
  用户id: "userID",
  customids: "customIDs",
  email: "email",
  mail: "email",
  emailaddress: "email",
  emai1: "email",
  emailadresse: "email",
  mailadresse: "email",
  adresseemail: "email",
  courriel: "email",
  correoelectrónico: "email",
  postaelettronica: "email",
  emailadres: "email",
  メール: "email",
  メールアドレス: "email",
  邮箱: "email",
  ip: "ip",
  ipaddress: "ip",
  useragent: "userAgent",
  country: "country",
  locale: "locale",
  appversion: "appVersion",
  custom: "custom",
  customproperties: "custom",
  privateattributes: "privateAttributes",
  statsigenvironment: "statsigEnvironment",
  environment: "statsigEnvironment",
};

/** Returns the Statsig field that `name` is another spelling of; null if it is already correct or no spelling of a field. */
export function meantField(name: string): string | null {
  const plain = name.replaceAll(/[_\s-]/g, "").toLowerCase();
  const field = Object.hasOwn(spellings, plain) ? (spellings[plain] ?? null) : null;
  return field === name ? null : field;
}

/** Returns the user with one field renamed to Statsig's name; null if the user has that field already or the value does not fit. */
export function respellField(user: JsonObject, name: string): JsonObject | null {
  const field = meantField(name);
  const value = user[name];
  if (field === null || value === undefined || Object.hasOwn(user, field)) return null;
  const meant = field === "statsigEnvironment" ? environmentOf(value) : value;
  if (meant === null) return null;
  return Object.fromEntries(Object.entries(user).map(([key, entry]) => (key === name ? [field, meant] : [key, entry])));
}

/** Renames all misspelt fields; `notes` has a sentence for each. */
export function respellUser(pasted: JsonObject): { user: JsonObject; notes: string[] } {
  // `id` may be any number; a name that says whose ID it is goes first.
  const isAnyId = (name: string) => /^_?id$/i.test(name);
  const names = Object.keys(pasted).toSorted((a, b) => Number(isAnyId(a)) - Number(isAnyId(b)));
  return names.reduce<{ user: JsonObject; notes: string[] }>(
    ({ user, notes }, name) => {
      const respelt = respellField(user, name);
      return respelt === null ? { user, notes } : { user: respelt, notes: [...notes, respeltText(name)] };
    },
    { user: pasted, notes: [] },
  );
}

/** `“user_id” was read as userID.` */
export function respeltText(name: string): string {
  return `“${name}” was read as ${meantField(name)}.`;
}

/** Returns the environment as `{ tier }`, also for a tier on its own. */
function environmentOf(value: JsonValue): JsonValue {
  if (typeof value === "string" && value !== "") return { tier: value };
  return isJsonObject(value) ? value : null;
}
