// Command trial opens the backend that cells would use, adds two numbers with it and says the sum. It is built as cells
// are, to see whether such a program links and runs.
package main

import (
	"fmt"
	"log"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/shared/backend"
)

func main() {
	be, _, err := backend.Open("")
	if err != nil {
		log.Fatal(err)
	}
	defer be.Finalize()
	sum, err := graph.CallOnce(be, func(a, b *graph.Node) *graph.Node { return graph.Add(a, b) }, 1, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sum.Value())
}
