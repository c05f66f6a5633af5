package classify_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
)

// shortRun is a run on messages of our own that takes a moment.
func shortRun(t testing.TB) (classify.Run, classify.Split) {
	t.Helper()
	list, err := classify.Read(bytes.NewReader(sample.SMS()))
	if err != nil {
		t.Fatal(err)
	}
	s, err := classify.BookSplit(list)
	if err != nil {
		t.Fatal(err)
	}
	run := classify.TinyRun()
	run.Model, run.Options = tinyConfig(), quickOptions()
	run.Data.BatchSize = 16
	return run, s
}

func TestTrainedComesBackFromItsFolder(t *testing.T) {
	run, s := shortRun(t)
	var log bytes.Buffer
	run.Options.Log = &log
	be, ctx := backend.ForTest(), context.Background()
	trained, err := run.Tune(ctx, be, s, tokenizer(), nil, 123)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "a", "b")
	if err := trained.Save(dir); err != nil {
		t.Fatal(err)
	}
	got, err := classify.LoadTrained(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.History, trained.History) {
		t.Errorf("history %+v\nwant %+v", got.History, trained.History)
	}
	var again bytes.Buffer
	if err := got.History.WriteLog(&again); err != nil {
		t.Fatal(err)
	}
	if again.String() != log.String() {
		t.Errorf("the log of the history is\n%s\nthat of the run was\n%s", &again, &log)
	}
	const message = "You have won a prize"
	want, have := classified(t, trained.Classifier, message), classified(t, got.Classifier, message)
	if !reflect.DeepEqual(want, have) {
		t.Errorf("%+v after loading, %+v before", have, want)
	}
	left, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(left) != 1 {
		t.Errorf("beside the folder lies %v (%v)", left, err)
	}
}

func classified(t *testing.T, c *classify.Classifier, message string) classify.Prediction {
	t.Helper()
	p, err := classify.NewPredictor(backend.ForTest(), c, tokenizer())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	prediction, err := p.Classify(message)
	if err != nil {
		t.Fatal(err)
	}
	return prediction
}

func TestKeyChangesWithSettingsAndMessages(t *testing.T) {
	run, s := shortRun(t)
	key := func(run classify.Run, s classify.Split) string {
		k, err := run.Key(s)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	first := key(run, s)
	if key(run, s) != first {
		t.Error("one run has two keys")
	}
	run.Options.Log = &bytes.Buffer{} // changes nothing that is trained
	if key(run, s) != first {
		t.Error("the log changes the key")
	}
	other := run
	other.Options.Optimizer.LearningRate *= 2
	if key(other, s) == first {
		t.Error("another learning rate has the same key")
	}
	other = run
	other.Settings.Token = classify.MeanOfTokens
	if key(other, s) == first {
		t.Error("other settings have the same key")
	}
	s.Train = s.Train[1:]
	if key(run, s) == first {
		t.Error("other messages have the same key")
	}
}

func TestTuneTakesAPretrainedModelAsItIs(t *testing.T) {
	run, s := shortRun(t)
	m, err := gpt.NewModel(nn.NewBuilder(7), tinyConfig())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // only what it begins with is of interest
	if _, err := run.Tune(ctx, backend.ForTest(), s, tokenizer(), m, 123); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if _, ok := m.OutHead.(*nn.Linear); !ok || m.OutHead.(*nn.Linear).Weight.Shape().Dim(0) != classify.Labels {
		t.Error("the model given has not got the classifier's head")
	}
}
