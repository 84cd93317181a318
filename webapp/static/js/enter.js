// A one-time link: the token is in the fragment, so no log and no prefetch sees it; post it once.
import { t } from "./text.js";

const box = document.getElementById("enter");
const state = document.getElementById("enter-state");
const token = location.hash.slice(1);

function refuse(key) {
  state.textContent = t(key);
  state.className = "note bad";
  document.getElementById("enter-more").hidden = false;
}

async function spend() {
  if (!token) return refuse("enter.no_token");
  history.replaceState(null, "", location.pathname);
  try {
    const answer = await fetch(box.dataset.post, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ token }),
    });
    if (!answer.ok) return refuse("enter.spent");
    location.replace((await answer.json()).next);
  } catch {
    refuse("enter.failed");
  }
  return undefined;
}

spend();
