import { json } from '../answer.js';
import type { Context } from '../application.js';
import { serviceAddress } from '../identity.js';
import type { Route } from '../route.js';
import { wholeNumber } from '../whole-number.js';

/** GET /product/:id. From v2 on the weight has its unit beside it. */
export function productRoutes({ identity }: Context): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/product/:id',
      answer: ({ parameters, localPort }) => {
        const productId = wholeNumber('id', parameters['id']);
        return json(200, {
          productId,
          name: `name-${productId}`,
          weight: 123,
          ...(identity.generation > 1 ? { weightUnit: 'g' } : {}),
          version: identity.version,
          serviceAddress: serviceAddress(identity, localPort),
        });
      },
    },
  ];
}
