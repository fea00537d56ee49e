// Runs only in browsers that know no modules: shows the page "browser too old". Old syntax on purpose.
(function () {
  var all = document.querySelectorAll("[data-shell]");
  for (var i = 0; i < all.length; i++) {
    var old = all[i].getAttribute("data-shell") === "old";
    if (old) all[i].removeAttribute("hidden");
    else all[i].setAttribute("hidden", "");
  }
})();
