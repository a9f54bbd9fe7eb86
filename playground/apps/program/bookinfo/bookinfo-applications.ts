import type { Application } from '../application.js';
import { productpageRoutes } from './productpage.js';
import { ratingsRoutes } from './ratings.js';
import { reviewsRoutes } from './reviews.js';

const port = 9080;

/** The applications of the bookinfo example. */
export const bookinfoApplications: Readonly<Record<string, Application>> = {
  productpage: { port, upstreams: ['reviews'], routes: productpageRoutes },
  reviews: { port, upstreams: ['ratings'], routes: reviewsRoutes },
  ratings: { port, upstreams: [], watch: true, routes: ratingsRoutes },
};
