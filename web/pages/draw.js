// Verifies the draw on this page from its published file alone.
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
const hex = (data) => [...new Uint8Array(data)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const text = (words) => new TextEncoder().encode(words);
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const hash = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));

async function root(leaves) {
  if (leaves.length === 0) return hash();
  if (leaves.length === 1) return leaves[0];
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return hash([1], await root(leaves.slice(0, half)), await root(leaves.slice(half)));
}

async function score(seed, draw, pseudonym, weight) {
  const scores = [];
  for (let chance = 0; chance < weight; chance++)
    scores.push(hex(await hash(text(["LORONG-DRAW-1", seed, draw, pseudonym, chance].join("\0")))));
  return scores.sort()[0];
}

async function holds(proof) {
  const secret = bytes(proof.secret);
  const leaves = await Promise.all(
    proof.entries.map(([pseudonym, weight]) => hash([0], text(`${pseudonym}:${weight}`))),
  );
  const seed = hex(await hash(secret, bytes(proof.beacon.randomness)));
  const scored = await Promise.all(
    proof.entries.map(async ([pseudonym, weight]) => [await score(seed, proof.draw, pseudonym, weight), pseudonym]),
  );
  const order = scored.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, pseudonym]) => pseudonym);
  return (
    hex(await hash(secret)) === proof.commitment &&
    proof.entries.length === proof.count &&
    hex(await root(leaves)) === proof.root &&
    seed === proof.seed &&
    order.join() === proof.order.join()
  );
}

const verdict = document.querySelector("[data-file]");
if (verdict) {
  let said = "unable";
  try {
    if (crypto.subtle) said = (await holds(await (await fetch(verdict.dataset.file)).json())) ? "follows" : "fails";
  } catch {
    said = "fails";
  }
  verdict.textContent = verdict.dataset[said];
  verdict.dataset.verdict = said;
  verdict.classList.add({ follows: "valid", fails: "void", unable: "wait" }[said]);
}
