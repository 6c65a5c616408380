// Shows only the fields that go with what was chosen ("of:count,minutes"). Without script all of them are shown.
(() => {
  "use strict";
  const boxes = new Map();
  for (const input of document.querySelectorAll("[data-goes-with]")) {
    const box = input.closest("[id^='div_id_']");
    if (box) boxes.set(box, input.dataset.goesWith);
  }

  const show = () => {
    for (const [box, rule] of boxes) {
      const [leader, values] = rule.split(":");
      const chosen = document.getElementById(`id_${leader}`);
      const fits = !chosen || values.split(",").includes(chosen.value);
      // What is wrong stays in sight.
      box.hidden = !fits && !box.querySelector(".is-invalid");
    }
    for (const part of document.querySelectorAll("form fieldset:not(.field)")) {
      part.hidden = ![...part.querySelectorAll("[id^='div_id_']")].some((box) => !box.hidden);
    }
  };

  document.addEventListener("change", show);
  show();
})();
