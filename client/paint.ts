import picocolors from 'picocolors';

export type Paint = Pick<
  ReturnType<typeof picocolors.createColors>,
  'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan'
>;

/** Colours, or texts as they are. */
export function paint(isColoured: boolean): Paint {
  return picocolors.createColors(isColoured);
}
