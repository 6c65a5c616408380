// The visit form: a day by one tap, and the pairings of the cadre that a secretary chose.
(function () {
  "use strict";
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  function taps() {
    all("[data-taps]").forEach((row) => { row.hidden = false; });
    all("[data-set]").forEach((button) => button.addEventListener("click", () => {
      const box = document.getElementById(button.dataset.set);
      box.value = button.dataset.value;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }));
  }

  const picked = (form, name) => new FormData(form).getAll(name);

  // The boxes of the newly chosen cadre; what is ticked by then stays ticked where that cadre holds it, too.
  async function follow(place, form) {
    const cadres = picked(form, "cadres");
    if (place.dataset.shown === cadres.join()) return;
    place.dataset.shown = cadres.join();
    const query = new URLSearchParams(cadres.map((cadre) => ["cadres", cadre]));
    const answer = await fetch(`${place.dataset.follow}?${query}`).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const text = await answer.text();
    if (place.dataset.shown !== cadres.join()) return; // another was chosen meanwhile
    const ticked = picked(form, "targets");
    document.getElementById("pairings").outerHTML = text;
    form.querySelectorAll("[name=targets]").forEach((box) => { box.checked = ticked.includes(box.value); });
  }

  document.addEventListener("DOMContentLoaded", () => {
    taps();
    all("[data-follow]").forEach((place) => {
      const form = place.closest("form");
      place.dataset.shown = picked(form, "cadres").join();
      place.addEventListener("change", () => follow(place, form));
    });
  });
})();
