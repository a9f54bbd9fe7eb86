const watch = {
  requestType: 'WatchRequest',
  responseType: 'Rating',
  responseStream: true,
  comment: 'One message each 200 ms until the client goes or the server ends.',
};

const messages = {
  WatchRequest: { fields: { id: { type: 'string', id: 1 } } },
  Rating: {
    fields: {
      version: { type: 'string', id: 1 },
      podname: { type: 'string', id: 2 },
      stars: { type: 'uint32', id: 3 },
      sequence: { type: 'uint32', id: 4 },
    },
  },
};

/** ratings.proto in the JSON form of protobufjs. */
export const ratingsDescriptor = {
  options: { syntax: 'proto3' },
  nested: { sluice: { nested: { playground: { nested: { Ratings: { methods: { Watch: watch } }, ...messages } } } } },
};
