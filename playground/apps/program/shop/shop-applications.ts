import type { Application } from '../application.js';
import { productCompositeRoutes } from './product-composite.js';
import { productRoutes } from './product.js';
import { recommendationRoutes } from './recommendation.js';
import { reviewRoutes } from './review.js';

const port = 8080;

/** The applications of the shop example. */
export const shopApplications: Readonly<Record<string, Application>> = {
  'product-composite': {
    port,
    upstreams: ['product', 'recommendation', 'review'],
    routes: productCompositeRoutes,
  },
  product: { port, upstreams: [], routes: productRoutes },
  recommendation: { port, upstreams: [], routes: recommendationRoutes },
  review: { port, upstreams: [], routes: reviewRoutes },
};
