// A page that waits for the server's work looks again by itself; the link does the same by hand.
const PAUSE = 4000;

export default function reload(link) {
  setTimeout(() => window.location.replace(link.href), PAUSE);
}
