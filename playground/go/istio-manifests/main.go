// Istio-manifests prints the Kubernetes objects of components of Istio, as a file with an IstioOperator asks for them:
// `istioctl manifest generate` without the rest of istioctl, which is a twentieth of all there would be to compile.
package main

import (
	"fmt"
	"os"
	"slices"

	"istio.io/istio/operator/pkg/render"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: istio-manifests FILE COMPONENT...")
		os.Exit(2)
	}
	sets, _, err := render.GenerateManifest(os.Args[1:2], nil, false, nil, nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, set := range sets {
		if !slices.Contains(os.Args[2:], string(set.Component)) {
			continue
		}
		for _, object := range set.Manifests {
			fmt.Printf("---\n%s\n", object.Content)
		}
	}
}
