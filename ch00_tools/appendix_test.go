package tools_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch00_tools"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// printed is the tolerance for numbers that the book prints with four decimals.
const printed = 0.51e-4

// Sections A.3 and A.4: loss 0.0852, gradients -0.0898 and -0.0817, by GoMLX and by the tape.
func TestLogisticLossAndItsGradients(t *testing.T) {
	want := []float64{0.0852, -0.0898, -0.0817}
	out, err := graph.CallOnceN(backendtest.Open(), func(in []*graph.Node) []*graph.Node {
		x, w, b, y := in[0], in[1], in[2], in[3]
		loss := tools.LogisticLoss(x, w, b, y)
		return append([]*graph.Node{loss}, graph.Gradient(loss, w, b)...)
	}, []float32{1.1}, []float32{2.2}, []float32{0}, []float32{1})
	if err != nil {
		t.Fatal(err)
	}
	wantNear(t, "GoMLX", slices.Concat(float64s(out[0]), float64s(out[1]), float64s(out[2])), want, printed)

	x, w, b := tools.NewValue(1.1), tools.NewValue(2.2), tools.NewValue(0)
	loss := tools.Sub(tools.NewValue(0), tools.Log(tools.Sigmoid(tools.Add(tools.Mul(x, w), b))))
	loss.Backward()
	wantNear(t, "tape", []float64{loss.Data, w.Grad, b.Grad}, want, printed)
}

// Section A.5, with seed 123.
func TestNeuralNetworkIsTheBooks(t *testing.T) {
	b := nn.NewBuilder(123)
	net := tools.NewNeuralNetwork(b, 50, 3)
	if n, _ := nn.NumParameters(b.Store()); n != 2213 {
		t.Errorf("%d parameters, want 2213", n)
	}
	first := float64s(net.Hidden1.Weight.MustValue())
	wantNear(t, "first neuron", slices.Concat(first[:3], first[47:50]),
		[]float64{-0.0577, 0.0047, -0.0702, 0.0222, 0.1260, 0.0865}, printed)

	input := make([]float32, 50)
	torchrand.New(123).Rand(input)
	out, err := nn.Eval(backendtest.Open(), b.Store(), func(in []*graph.Node) []*graph.Node {
		logits := net.Forward(in[0])
		return []*graph.Node{logits, graph.Softmax(logits, -1)}
	}, [][]float32{input})
	if err != nil {
		t.Fatal(err)
	}
	wantNear(t, "logits", float64s(out[0]), []float64{-0.1262, 0.1080, -0.1792}, printed)
	wantNear(t, "probabilities", float64s(out[1]), []float64{0.3113, 0.3934, 0.2952}, printed)
}

// Exercise A.3.
func TestSmallNetworkHas752Parameters(t *testing.T) {
	b := nn.NewBuilder(123)
	tools.NewNeuralNetwork(b, 2, 2)
	if n, _ := nn.NumParameters(b.Store()); n != 752 {
		t.Errorf("%d parameters, want 752", n)
	}
}

// loader cuts the book's training examples, in the order of a generator that has been used or not.
func loader(t *testing.T, rng *torchrand.Generator, dropLast bool) *dataloader.Loader[tools.ToyDataset] {
	t.Helper()
	train, _ := tools.ToyData()
	l, err := tools.NewLoader(train, dataloader.Options{BatchSize: 2, Shuffle: true, DropLast: dropLast, RNG: rng})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// epoch is the first feature of every example, batch by batch.
func epoch(t *testing.T, l *dataloader.Loader[tools.ToyDataset]) (batches [][]float32) {
	t.Helper()
	for batch, err := range l.Epoch() {
		if err != nil {
			t.Fatal(err)
		}
		var first []float32
		for _, row := range batch.Features {
			first = append(first, row[0])
		}
		batches = append(batches, first)
	}
	return batches
}

// Section A.6: one generator with seed 123, first through all five examples, then without the last batch.
func TestBatchesComeInTheBooksOrder(t *testing.T) {
	rng := torchrand.New(123)
	got := fmt.Sprint(epoch(t, loader(t, rng, false)), epoch(t, loader(t, rng, true)))
	if want := "[[2.3 -0.9] [-1.2 -0.5] [2.7]] [[-1.2 -0.5] [2.3 -0.9]]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// trained is the network of section A.7 after its three epochs, with the losses on the way.
func trained(t *testing.T) (b *nn.Builder, net *tools.NeuralNetwork, losses []string) {
	t.Helper()
	b = nn.NewBuilder(123)
	net = tools.NewNeuralNetwork(b, 2, 2)
	err := tools.Train(backendtest.Open(), b, net, loader(t, b.RNG, true), 0.5, 3, func(_, _ int, loss float64) {
		losses = append(losses, fmt.Sprintf("%.2f", loss))
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, net, losses
}

// Section A.7.
func TestTrainingGoesAsInTheBook(t *testing.T) {
	b, net, losses := trained(t)
	if want := []string{"0.75", "0.65", "0.44", "0.13", "0.03", "0.00"}; !slices.Equal(losses, want) {
		t.Errorf("losses %v, want %v", losses, want)
	}
	train, test := tools.ToyData()
	out, err := nn.Eval(backendtest.Open(), b.Store(), func(in []*graph.Node) []*graph.Node {
		logits := net.Forward(in[0])
		return []*graph.Node{logits, graph.Softmax(logits, -1)}
	}, train.Features)
	if err != nil {
		t.Fatal(err)
	}
	wantNear(t, "logits", float64s(out[0]), []float64{2.8569, -4.1618, 2.5382, -3.7548, 2.0944, -3.1820, -1.4814,
		1.4816, -1.7176, 1.7342}, printed)
	wantNear(t, "probabilities", float64s(out[1]), []float64{0.9991, 0.0009, 0.9982, 0.0018, 0.9949, 0.0051, 0.0491,
		0.9509, 0.0307, 0.9693}, printed)
	if classes, err := tools.Predict(backendtest.Open(), b, net, train.Features); err != nil ||
		!slices.Equal(classes, train.Labels) {
		t.Errorf("classes %v, %v, want %v", classes, err, train.Labels)
	}
	for _, data := range []tools.ToyDataset{train, test} {
		l, err := tools.NewLoader(data, dataloader.Options{BatchSize: 2})
		if err != nil {
			t.Fatal(err)
		}
		if part, err := tools.Accuracy(backendtest.Open(), b, net, l); err != nil || part != 1 {
			t.Errorf("accuracy %v, %v, want 1", part, err)
		}
	}
}

// Another label for one of four examples: three of four are right.
func TestAccuracyCountsWhatIsRight(t *testing.T) {
	b, net, _ := trained(t)
	train, _ := tools.ToyData()
	train.Features, train.Labels = train.Features[:4], []int64{0, 1, 0, 1}
	l, err := tools.NewLoader(train, dataloader.Options{BatchSize: 3})
	if err != nil {
		t.Fatal(err)
	}
	if part, err := tools.Accuracy(backendtest.Open(), b, net, l); err != nil || part != 0.75 {
		t.Errorf("accuracy %v, %v, want 0.75", part, err)
	}
}

// Section A.8: what is saved comes back into a network of other weights, and not into one of another size.
func TestSavedNetworkComesBack(t *testing.T) {
	b, _, _ := trained(t)
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := pretrain.SaveTensors(path, nil, nn.Parameters(b.Store())); err != nil {
		t.Fatal(err)
	}
	again := nn.NewBuilder(7)
	net := tools.NewNeuralNetwork(again, 2, 2)
	if err := pretrain.LoadTensors(path, nn.Parameters(again.Store())); err != nil {
		t.Fatal(err)
	}
	train, _ := tools.ToyData()
	classes, err := tools.Predict(backendtest.Open(), again, net, train.Features)
	if err != nil || !slices.Equal(classes, train.Labels) {
		t.Errorf("classes %v, %v, want %v", classes, err, train.Labels)
	}
	other := nn.NewBuilder(7)
	tools.NewNeuralNetwork(other, 3, 2)
	if err := pretrain.LoadTensors(path, nn.Parameters(other.Store())); err == nil {
		t.Error("a network of three inputs takes the weights of one of two")
	}
}

// Section A.2.
func TestMatrixTimesItsTranspose(t *testing.T) {
	out, err := graph.CallOnceN(backendtest.Open(), func(in []*graph.Node) []*graph.Node {
		turned := graph.Transpose(in[0], 0, 1)
		return []*graph.Node{graph.Reshape(in[0], 3, 2), turned, graph.MatMul(in[0], turned)}
	}, [][]int64{{1, 2, 3}, {4, 5, 6}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]int64{{1, 2, 3, 4, 5, 6}, {1, 4, 2, 5, 3, 6}, {14, 32, 32, 77}} {
		if got := tensors.MustCopyFlatData[int64](out[i]); !slices.Equal(got, want) {
			t.Errorf("result %d: %v, want %v", i, got, want)
		}
	}
}
