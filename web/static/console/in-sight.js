/**
 * Whether the last line of the conversation stands within the window: who reads what was said
 * yesterday has not seen what is said now.
 *
 * @param {HTMLElement} timeline @param {() => void} onChange
 */
export function watchLastLine(timeline, onChange) {
  /** @type {Element | null} */
  let last = null;
  let isInSight = false;
  let isLookedAt = false;
  const eye = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.target !== last) continue;
      isInSight = entry.isIntersecting;
      isLookedAt = true;
    }
    onChange();
  });
  const follow = () => {
    const now = timeline.lastElementChild;
    if (now === last) return;
    if (last) eye.unobserve(last);
    last = now;
    isLookedAt = false;
    if (now) eye.observe(now);
  };
  new MutationObserver(follow).observe(timeline, { childList: true });
  follow();
  return {
    isInSight: () => isInSight && isLookedAt,
    /** A line that has only just come stands where the one before it stood. */
    isFollowed: () => isInSight,
  };
}
