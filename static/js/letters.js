// Fetches the Chinese font only for a device that has none: nearly all have one, and ours weighs more than the page.
// Asked by drawing two characters: where there is no font for them, both are the same empty box. Runs in the head.
(function () {
  "use strict";
  const KEY = "liaison-letters";
  const sheet = document.currentScript.dataset.sheet;
  const attempt = (act) => {
    try { return act(); } catch { return null; } // storage or canvas is forbidden: asked anew at each page, or not at all
  };

  function drawn(character) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 24, height: 24 });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.font = "20px sans-serif";
    pen.fillText(character, 2, 20);
    return pen.getImageData(0, 0, 24, 24).data.join();
  }

  let known = attempt(() => sessionStorage.getItem(KEY));
  if (!known) {
    known = attempt(() => (drawn("永") === drawn("国") ? "missing" : "there")) || "there";
    attempt(() => sessionStorage.setItem(KEY, known));
  }
  if (known !== "missing") return;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet });
  document.head.append(link);
})();
