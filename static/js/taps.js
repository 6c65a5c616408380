// Values by one tap beside a field: <p class="taps" data-taps hidden><button data-set="id of the field" data-value="…">.
// The button whose value the field has is pressed.
(function () {
  "use strict";
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  document.addEventListener("DOMContentLoaded", () => {
    all("[data-taps]").forEach((row) => { row.hidden = false; });
    all("[data-set]").forEach((button) => {
      const box = document.getElementById(button.dataset.set);
      const show = () => button.setAttribute("aria-pressed", String(box.value === button.dataset.value));
      box.addEventListener("change", show);
      button.addEventListener("click", () => {
        box.value = button.dataset.value;
        ["input", "change"].forEach((name) => box.dispatchEvent(new Event(name, { bubbles: true })));
      });
      show();
    });
  });
})();
