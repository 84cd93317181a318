// The import page: files dropped or chosen go up one by one; states are asked for while work goes on.
import { getJson } from "./dom.js";
import { t } from "./text.js";

const drop = document.getElementById("drop");
const input = drop.querySelector("input[type=file]");
const sending = document.getElementById("sending");
const list = document.querySelector(".files");
const most = Number(drop.dataset.most);

/** Every file of a dropped item, folders walked through. */
async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return found;
    for (const inner of some) found.push(...(await filesOf(inner)));
  }
}

/** One request a file: a large one does not hold up what is small, and a failure names its file. */
async function send(files) {
  const fits = files.filter((file) => file.size <= most && !file.name.startsWith("."));
  let problem = "";
  for (const [place, file] of fits.entries()) {
    sending.textContent = t("imports.sending", { n: place + 1, total: fits.length, name: file.name });
    const body = new FormData();
    body.append("file", file, file.name);
    const headers = { Accept: "application/json", "X-CSRF": document.body.dataset.csrf };
    const answer = await fetch(drop.action, { method: "POST", body, headers, credentials: "same-origin" });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      problem = told.error?.[document.body.dataset.lang] ?? `${file.name}: ${answer.status}`;
    }
  }
  const large = files.find((file) => file.size > most);
  if (large) problem = t("imports.too_large", { name: large.name });
  if (problem) sending.textContent = problem;
  if (fits.length && !problem) location.assign("/import");
  else if (fits.length > 1) location.assign("/import");
}

input.addEventListener("change", () => send([...input.files]));
drop.addEventListener("submit", (event) => event.preventDefault());
for (const name of ["dragover", "dragenter"]) {
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const name of ["dragleave", "drop"]) {
  drop.addEventListener(name, () => drop.classList.remove("over"));
}
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = entries.length
    ? (await Promise.all(entries.map(filesOf))).flat()
    : [...event.dataTransfer.files];
  send(files);
});

/** While something is going on: progress, and the page anew when it has ended. */
async function watch() {
  const told = await getJson("/import/states");
  const job = told.jobs.find((each) => !["done", "failed", "cancelled"].includes(each.status));
  const bar = document.querySelector("#progress .prog");
  const share = Math.round((job?.progress ?? 0) * 100);
  bar.setAttribute("aria-valuenow", String(share));
  bar.firstElementChild.style.width = `${share}%`;
  document.getElementById("progress-text").textContent = job ? `${share}% · ${job.message || t("imports.working")}` : "";
  if (told.files.some((file) => file.busy)) setTimeout(() => watch().catch(() => {}), 700);
  else location.reload();
}

if (list?.dataset.busy) watch().catch(() => {});
