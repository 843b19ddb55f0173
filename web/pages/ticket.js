// Lets a worker keep this ticket, its style and its picture for a place without a network.
const shown = [location.pathname];
for (const each of document.querySelectorAll("link[rel=stylesheet], main img")) shown.push(new URL(each.href ?? each.src).pathname);

if ("serviceWorker" in navigator) {
  await navigator.serviceWorker.register("/ticket-worker.js", { scope: location.pathname.slice(0, 3) });
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage(shown);
}
