import { json } from '../answer.js';
import type { Context } from '../application.js';
import { serviceAddress } from '../identity.js';
import type { Route } from '../route.js';
import { wholeNumber } from '../whole-number.js';

/** GET /recommendation?productId=. From v2 on each recommendation says why it is given. */
export function recommendationRoutes({ identity }: Context): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/recommendation',
      answer: ({ query, localPort }) => {
        const productId = wholeNumber('productId', query.get('productId'));
        const recommendations = [1, 2, 3].map((recommendationId) => ({
          productId,
          recommendationId,
          author: `Author ${recommendationId}`,
          rate: recommendationId,
          content: `Goes well with product ${productId}`,
          // Left out of the JSON when undefined.
          reason: identity.generation > 1 ? 'often bought together' : undefined,
          version: identity.version,
          serviceAddress: serviceAddress(identity, localPort),
        }));
        return json(200, recommendations);
      },
    },
  ];
}
