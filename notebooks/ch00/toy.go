package lesson

import (
	"github.com/gomlx/compute"

	"llmfromscratch/ch00_tools"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
)

// TrainedToy is the network of section A.7 after its three epochs, and the builder that holds its variables. All that
// is random comes from seed 123. It tells report the loss of each batch, epochs and batches counted from 0.
func TrainedToy(be compute.Backend, report func(epoch, batch int, loss float64)) (*nn.Builder, *tools.NeuralNetwork,
	error) {
	b := nn.NewBuilder(123)
	net := tools.NewNeuralNetwork(b, 2, 2)
	train, _ := tools.ToyData()
	loader, err := tools.NewLoader(train, dataloader.Options{BatchSize: 2, Shuffle: true, DropLast: true, RNG: b.RNG})
	if err != nil {
		return nil, nil, err
	}
	return b, net, tools.Train(be, b, net, loader, 0.5, 3, report)
}
