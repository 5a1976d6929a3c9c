/** `42 s`, `4 min 5 s`, `1 h 12 min`, `2 d 3 h`. @param {number} seconds */
export function duration(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return two(seconds, 60, 'min', 1, 's');
  if (seconds < 86_400) return two(seconds, 3600, 'h', 60, 'min');
  return two(seconds, 86_400, 'd', 3600, 'h');
}

/**
 * @param {number} whole
 * @param {number} big
 * @param {string} unit
 * @param {number} small
 * @param {string} rest
 */
function two(whole, big, unit, small, rest) {
  const left = Math.floor((whole % big) / small);
  return `${Math.floor(whole / big)} ${unit}${left > 0 ? ` ${left} ${rest}` : ''}`;
}
