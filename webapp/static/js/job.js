// A job on its way: asks how far it is, shows it, and opens the answer when it is there.
import { getJson, postJson } from "./dom.js";
import { t } from "./text.js";

const box = document.getElementById("job");
const byId = (id) => document.getElementById(id);
const PAUSE = 600;

function show(job) {
  byId("job-state").textContent = t(`jobs.${job.status}`);
  if (job.message) byId("job-words").textContent = job.message;
  const bar = byId("job-progress");
  if (job.progress === null) bar.removeAttribute("value");
  else bar.value = Math.round(job.progress * 100);
  byId("job-time").textContent = t("jobs.seconds", { n: job.seconds });
}

/** The job has ended without an answer: say why and offer a way on. */
function stop(message) {
  byId("job-words").textContent = message;
  byId("job-progress").hidden = true;
  byId("job-cancel").hidden = true;
  byId("job-again").hidden = false;
}

async function look() {
  try {
    const job = await getJson(`/api/jobs/${box.dataset.job}`);
    show(job);
    if (job.status === "done") return location.replace(box.dataset.again);
    if (job.status === "failed") return stop(job.error);
    if (job.status === "cancelled") return stop(t("jobs.cancelled"));
    setTimeout(look, PAUSE);
  } catch (error) {
    stop(error.message);
  }
}

if (box) {
  byId("job-cancel").addEventListener("click", async (event) => {
    event.preventDefault();
    event.target.disabled = true;
    try {
      await postJson(`/api/jobs/${box.dataset.job}/cancel`, {});
    } catch (error) {
      stop(error.message);
    }
  });
  setTimeout(look, PAUSE);
}
