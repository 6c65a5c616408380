// Ticking the rows of a list: all of the page at once, and nothing is sent before something is ticked.
(() => {
  const form = document.querySelector("[data-bulk]");
  if (!form) return;
  const ticks = [...document.querySelectorAll("[data-tick]")];
  const whole = form.querySelector("[data-tick-page]");
  const page = whole.querySelector("input");
  const all = form.querySelector("[name=all]");
  const buttons = [...form.querySelectorAll("button")];
  const hint = form.querySelector("[data-tick-hint]");

  function show() {
    const chosen = ticks.filter((tick) => tick.checked).length;
    page.checked = chosen > 0 && chosen === ticks.length;
    page.indeterminate = chosen > 0 && chosen < ticks.length;
    const some = chosen > 0 || (all && all.checked);
    for (const button of buttons) button.disabled = !some;
    hint.hidden = Boolean(some);
    form.toggleAttribute("data-some", Boolean(some));
  }

  page.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = page.checked;
    show();
  });
  for (const tick of ticks) tick.addEventListener("change", show);
  if (all) all.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
})();
