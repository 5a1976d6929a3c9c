/** Nobody has it yet, offered to somebody or not. @param {string | undefined} state */
export function isInQueue(state) {
  return state === 'waiting' || state === 'offered';
}
