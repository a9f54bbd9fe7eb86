/** Who Kubernetes says has written what we write, in `managedFields`. */
export const fieldManager = 'sluice';
