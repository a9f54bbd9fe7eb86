import { json } from '../answer.js';
import type { Context } from '../application.js';
import { serviceAddress } from '../identity.js';
import type { Route } from '../route.js';
import { wholeNumber } from '../whole-number.js';

/** GET /review?productId=. From v2 on each review says how many found it helpful. */
export function reviewRoutes({ identity }: Context): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/review',
      answer: ({ query, localPort }) => {
        const productId = wholeNumber('productId', query.get('productId'));
        const reviews = [1, 2, 3].map((reviewId) => ({
          productId,
          reviewId,
          author: `Author ${reviewId}`,
          subject: `Subject ${reviewId}`,
          content: `What I think of product ${productId}`,
          // Left out of the JSON when undefined.
          helpfulVotes: identity.generation > 1 ? reviewId * 2 : undefined,
          version: identity.version,
          serviceAddress: serviceAddress(identity, localPort),
        }));
        return json(200, reviews);
      },
    },
  ];
}
