// What is left changes while somebody reads: the same page is fetched again, and its main part replaces the former.
const SECONDS = 20;

async function refresh() {
  if (document.hidden || document.querySelector("main").contains(document.activeElement)) return;
  const response = await fetch(location.href, { cache: "no-cache" });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of ["main", ".foot"]) {
    const fresh = page.querySelector(part);
    const shown = document.querySelector(part);
    if (fresh && fresh.innerHTML !== shown.innerHTML) shown.replaceWith(fresh);
  }
}

setInterval(() => refresh().catch(() => {}), SECONDS * 1000);
document.addEventListener("visibilitychange", () => refresh().catch(() => {}));
