import { registerHooks } from "node:module";

/** `node --import ./tests/electron-double/register.ts out/main/main.js`: runs the unmodified main bundle on the double. */
const double = new URL("./electron.ts", import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "electron" || specifier.startsWith("electron/")) return { url: double, shortCircuit: true };
    return next(specifier, context);
  },
});
