package lesson

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch00_tools"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
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

// FirstFeatures are the first features of the toy's training examples, in the order in which an epoch has them
// (section A.6).
func FirstFeatures(rng *torchrand.Generator, batchSize int, dropLast bool) (first []float32, err error) {
	train, _ := tools.ToyData()
	loader, err := tools.NewLoader(train,
		dataloader.Options{BatchSize: batchSize, Shuffle: true, DropLast: dropLast, RNG: rng})
	if err != nil {
		return nil, err
	}
	for batch, err := range loader.Epoch() {
		if err != nil {
			return nil, err
		}
		for _, row := range batch.Features {
			first = append(first, row[0])
		}
	}
	return first, nil
}

// LogisticFigure names the loss of section A.4 and its gradients by the weight and the bias.
func LogisticFigure(out []*tensors.Tensor) map[string]float32 {
	return map[string]float32{"loss": tensors.ToScalar[float32](out[0]),
		"gradient_w": tensors.MustCopyFlatData[float32](out[1])[0],
		"gradient_b": tensors.MustCopyFlatData[float32](out[2])[0]}
}
