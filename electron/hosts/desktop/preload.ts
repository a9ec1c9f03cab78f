import { ipcRenderer } from "electron";

// The page gets a way to the main process and nothing else: it posts one end of a channel to itself, and this hands that end on.
// Both names are spelled out again in renderer/host and rpc-port.ts, because a preload shares no file with either.
window.addEventListener("message", (event) => {
  const [port] = event.ports;
  if (event.source !== window || event.data !== "gatescope:port-request" || port === undefined) return;
  ipcRenderer.postMessage("gatescope:port", null, [port]);
});
