import { createHash, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Network } from "../ports.ts";
import { NotSent, systemCodeOf } from "./connection-broken.ts";

/** Whom this machine believes: its own authorities, and a project's CA file beside them. */
export interface Trust {
  /** The file is read anew each time, so that a renewed one counts at once. Throws `NotSent` when it cannot be used. */
  contextFor(caFile: string | null): Promise<{ readonly context: SecureContext; readonly key: string }>;
}

export function createTrust(network: Network): Trust {
  // Building a context out of some hundred certificates takes long enough to be felt, so one is kept per set.
  const contexts = new Map<string, SecureContext>();
  return {
    async contextFor(caFile) {
      const added = caFile === null ? [] : await readCaFile(caFile);
      const key = createHash("sha256").update(added.join()).digest("hex");
      const context = contexts.get(key) ?? createSecureContext({ ca: [...network.trustedCertificates(), ...added] });
      contexts.set(key, context);
      return { context, key };
    },
  };
}

async function readCaFile(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new NotSent(
      `The CA file ${path} could not be read (${systemCodeOf(error)}). Choose another one in the project's network settings.`,
    );
  });
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate))
    throw new NotSent(`The CA file ${path} holds no certificate in PEM form. Choose another one in the project's network settings.`);
  return certificates;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
