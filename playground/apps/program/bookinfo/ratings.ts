import { json } from '../answer.js';
import type { Route } from '../route.js';
import { wholeNumber } from '../whole-number.js';

/** The stars each reviewer gave, whatever the book. */
export const stars = { Reviewer1: 5, Reviewer2: 4 };

/** GET /ratings/:id: the stars of one book. */
export function ratingsRoutes(): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/ratings/:id',
      answer: ({ parameters }) => json(200, { id: wholeNumber('id', parameters['id']), ratings: stars }),
    },
  ];
}
