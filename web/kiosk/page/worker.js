// The page without a network: the files that the server listed are cached together, and answered from the cache.
// SHELL is put before this by the server: {version, module, files}. The module never changes at its address, and the page has fetched it.
const cacheName = `lorong-kiosk-${SHELL.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers());
});

self.addEventListener("message", ({ data }) => {
  if (data === "use") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const isOurs = event.request.method === "GET" && url.origin === location.origin && SHELL.files.includes(url.pathname);
  if (isOurs) event.respondWith(kept(url.pathname, event.request));
});

async function keepAll() {
  const cache = await caches.open(cacheName);
  await cache.addAll(SHELL.files.map((file) => new Request(file, { cache: file === SHELL.module ? "default" : "no-cache" })));
}

async function forgetOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("lorong-kiosk-") && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(path, request) {
  const cache = await caches.open(cacheName);
  return (await cache.match(path)) ?? fetch(request);
}
