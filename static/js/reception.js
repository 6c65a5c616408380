// An accusation names somebody: what is asked about them unfolds when that kind is chosen.
(function () {
  "use strict";
  document.addEventListener("change", (event) => {
    if (event.target.name !== "kind" || event.target.value !== "accusation") return;
    const panel = event.target.form.querySelector("[data-accused]");
    if (panel) panel.open = true;
  });
})();
