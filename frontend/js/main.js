// Binds data-module="x" to x.js, fetched only where a page uses it. Everything works without; scripts only improve.
import modules from "virtual:modules";

function bind(elements) {
  for (const element of elements) {
    for (const name of (element.dataset.module || "").split(" ")) {
      const load = modules[name];
      if (load) load().then((module) => module.default(element));
    }
  }
}

bind(document.querySelectorAll("[data-module]"));
// A module that puts server-rendered HTML into the page says so, and what is in it is bound too.
document.addEventListener("lms:inserted", ({ target }) => bind([target, ...target.querySelectorAll("[data-module]")]));
