import { ipcRenderer } from "electron";

// Gives the page a connection to the main process and nothing else: the page posts a port to itself, and this forwards it.
// renderer/host and rpc-port.ts repeat both names, because a sandboxed preload cannot import a shared file.
window.addEventListener("message", (event) => {
  const [port] = event.ports;
  if (event.source !== window || event.data !== "gatescope:port-request" || port === undefined) return;
  ipcRenderer.postMessage("gatescope:port", null, [port]);
});
