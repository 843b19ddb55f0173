// Keeps the tickets that were opened, each with its style and its picture. The network comes first, so that a ticket that is no more valid says so.
const NAME = "lorong-tickets", MOST = 60, PATIENCE = 8000;
const KEPT = /^\/(?:t\/|page\/page\.css$|d\/\w+\.jpg$)/i;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  event.waitUntil(Promise.allSettled(event.data.map((path) => newest(new Request(path), path))));
});

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method === "GET" && origin === location.origin && KEPT.test(pathname))
    event.respondWith(newest(event.request, pathname));
});

async function newest(request, path) {
  const cache = await caches.open(NAME);
  let answer = Response.error();
  try {
    answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status < 500) {
      if (answer.type === "basic") await keep(cache, path, answer.clone());
      return answer;
    }
  } catch {
    // Without a network the kept one is shown.
  }
  const kept = await cache.match(path, { ignoreVary: true });
  return kept ? asItWas(kept) : answer;
}

async function keep(cache, path, answer) {
  await cache.delete(path, { ignoreVary: true });
  await cache.put(path, answer);
  const old = (await cache.keys()).slice(0, -MOST);
  await Promise.all(old.map((each) => cache.delete(each, { ignoreVary: true })));
}

async function asItWas(kept) {
  if (!kept.headers.get("Content-Type").startsWith("text/html")) return kept;
  const html = await kept.text();
  const words = html.replace('class="verdict kept" hidden', 'class="verdict kept"').replace('class="narrow valid"', 'class="narrow offline"');
  return new Response(words, { status: kept.status, headers: kept.headers });
}
