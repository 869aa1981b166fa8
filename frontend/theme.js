// Sets the theme that was chosen on an earlier visit before anything is painted:
// by the time the program runs, a page in the wrong colours would have flashed.
// `src/theme.rs` writes the key, and changes the theme afterwards.
try {
  const theme = JSON.parse(localStorage.getItem("tessera.theme"));
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // Storage is blocked, or holds something else: then as the system has it.
}
