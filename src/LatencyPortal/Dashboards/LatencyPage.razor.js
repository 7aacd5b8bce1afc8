/** Minutes that the clock of this browser is ahead of UTC. */
export function offsetMinutes() {
  return -new Date().getTimezoneOffset();
}
