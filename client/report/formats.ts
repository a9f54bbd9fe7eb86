/** How a report may be written. */
export const formats = ['html', 'markdown'] as const;
export type Format = (typeof formats)[number];
