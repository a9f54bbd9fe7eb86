import { json, type Answer } from '../answer.js';
import type { Context } from '../application.js';
import { serviceAddress, type Identity } from '../identity.js';
import { list, member, text } from '../json-shape.js';
import type { Ask, Route } from '../route.js';
import type { UpstreamAnswer } from '../upstream.js';
import { wholeNumber } from '../whole-number.js';

interface Parts {
  product: UpstreamAnswer;
  recommendation: UpstreamAnswer;
  review: UpstreamAnswer;
}

/**
 * GET /product-composite/:id: a product with its recommendations and reviews, asked for side by side. 503 naming each
 * service that did not answer. x-served-by names the versions: "product=v1,recommendation=v1,review=v2". From v2 on
 * the answer also counts its reviews.
 */
export function productCompositeRoutes({ identity, upstream }: Context): Route[] {
  const answer = async ({ parameters, headers, localPort }: Ask): Promise<Answer> => {
    const id = wholeNumber('id', parameters['id']);
    const [product, recommendation, review] = await Promise.all([
      upstream('product').get(`/product/${id}`, headers),
      upstream('recommendation').get(`/recommendation?productId=${id}`, headers),
      upstream('review').get(`/review?productId=${id}`, headers),
    ]);
    const all = [product, recommendation, review];
    const servedBy = { 'x-served-by': all.map((part) => part.servedBy).join(',') };
    const causes = all.flatMap(({ problem }) => problem ?? []);
    if (causes.length > 0) return json(503, { error: 'A part of the product is unavailable', causes }, servedBy);
    return json(200, compose(identity, localPort, { product, recommendation, review }), servedBy);
  };
  return [{ method: 'GET', pattern: '/product-composite/:id', answer }];
}

function compose(identity: Identity, port: number, { product, recommendation, review }: Parts): object {
  const recommendations = list(recommendation.body);
  const reviews = list(review.body);
  return {
    productId: member(product.body, 'productId'),
    name: member(product.body, 'name'),
    weight: member(product.body, 'weight'),
    ...(identity.generation > 1 ? { reviewCount: reviews.length } : {}),
    recommendations,
    reviews,
    serviceAddresses: {
      cmp: serviceAddress(identity, port),
      pro: text(member(product.body, 'serviceAddress')),
      rev: text(member(reviews[0], 'serviceAddress')),
      rec: text(member(recommendations[0], 'serviceAddress')),
    },
  };
}
