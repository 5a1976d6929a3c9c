/**
 * What `{{…}}` stands for in a canned response.
 * @typedef {Record<string, string | null | undefined>} Values
 */

/** @param {string} name the first word of it */
export const firstName = (name) => name.trim().split(/\s+/u)[0] ?? '';

/**
 * Fills in what is known; of what is not, the words behind the bar stand, and else nothing.
 * @param {string} text @param {Values} values
 */
export function fillVariables(text, values) {
  return text.replaceAll(/\{\{([^{}]*)\}\}/gu, (whole, /** @type {string} */ inner) => {
    const [name = '', ...rest] = inner.split('|');
    const key = name.trim();
    if (!Object.hasOwn(values, key)) return whole;
    return values[key] || rest.join('|').trim();
  });
}

/**
 * @param {{
 *   visitor: { name: string, email: string | null, page: string | undefined } | null,
 *   agent: string, organisation: string,
 * }} facts
 * @returns {Values}
 */
export function valuesOf({ visitor, agent, organisation }) {
  const isNamed = visitor !== null && !/^(visitor|guest)\b/iu.test(visitor.name);
  const name = isNamed ? visitor.name : '';
  return {
    'visitor.name': name,
    'visitor.first_name': firstName(name),
    'visitor.email': visitor?.email ?? '',
    'agent.name': agent,
    'agent.first_name': firstName(agent),
    organisation,
    page: visitor?.page ?? '',
  };
}
