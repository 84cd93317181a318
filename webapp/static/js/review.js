// The review queue: one key decides or moves on (Y, N, S, A).
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, select, textarea, dialog")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});

// The list shows its chosen pair; the page itself stays where it is, the pair above on a phone.
const chosen = document.querySelector('.queue [aria-current="true"]')?.parentElement;
if (chosen) chosen.parentElement.scrollTop = chosen.offsetTop - chosen.parentElement.offsetTop;
